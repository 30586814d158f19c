package dev.crossfade.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {
    @ParameterizedTest
    @EnumSource
    void theSameSeedGivesTheSameFaultsAndAnotherOneOthers(Fault.Victim victim) {
        assertThat(steps(1, victim)).isEqualTo(steps(1, victim)).isNotEqualTo(steps(2, victim));
    }

    @ParameterizedTest
    @EnumSource
    void everyFaultOfTheVictimComesAndNoOther(Fault.Victim victim) {
        assertThat(steps(3, victim))
                .extracting(Schedule.Step::fault)
                .allMatch(fault -> fault.victim() == victim)
                .containsAll(victim.faults());
    }

    @ParameterizedTest
    @EnumSource
    void pausesAndFaultsKeepToTheVictimsTimes(Fault.Victim victim) {
        assertThat(steps(4, victim)).allSatisfy(step -> {
            assertThat(step.pause().toMillis()).isBetween((long) victim.shortestPause(), (long) victim.longestPause());
            assertThat(step.lasts().toMillis()).isBetween((long) victim.shortestFault(), (long) victim.longestFault());
        });
    }

    private static List<Schedule.Step> steps(long seed, Fault.Victim victim) {
        return Stream.generate(new Schedule(seed, victim)::next).limit(200).toList();
    }
}
