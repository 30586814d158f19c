package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlushScheduleTest {
    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

    private final FlushSchedule schedule = new FlushSchedule(at(1_000));

    @Test
    void theFirstFlushIsDueAnIntervalAfterTheStart() {
        assertThat(schedule.untilNext(FIVE_MINUTES, at(1_000))).isEqualTo(FIVE_MINUTES);
        assertThat(schedule.untilNext(FIVE_MINUTES, at(1_299))).isEqualTo(Duration.ofSeconds(1));
        assertThat(schedule.untilNext(FIVE_MINUTES, at(1_300))).isZero();
    }

    @Test
    void theTimeSinceTheLastCountsWhenTheIntervalChanges() {
        schedule.ended(true, at(2_000));

        assertThat(schedule.untilNext(Duration.ofSeconds(60), at(2_010))).isEqualTo(Duration.ofSeconds(50));
        assertThat(schedule.untilNext(Duration.ofSeconds(5), at(2_010))).isZero();
        assertThat(schedule.untilNext(Duration.ofSeconds(600), at(2_010))).isEqualTo(Duration.ofSeconds(590));
    }

    @Test
    void afterOneThatFailedTheNextComesSoonerButNotMoreOftenThanTheInterval() {
        schedule.ended(false, at(2_000));

        assertThat(schedule.untilNext(FIVE_MINUTES, at(2_000))).isEqualTo(FlushSchedule.RETRY);
        assertThat(schedule.untilNext(Duration.ofSeconds(1), at(2_000))).isEqualTo(Duration.ofSeconds(1));

        schedule.ended(true, at(2_010));
        assertThat(schedule.untilNext(FIVE_MINUTES, at(2_010))).isEqualTo(FIVE_MINUTES);
    }

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
