package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.ShutdownReport.Left;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShutdownProgressTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(100);
    private static final Left NOTHING = new Left(0, 0, 0);

    private long nanos = 42;
    private final ShutdownProgress progress = new ShutdownProgress(TIMEOUT, () -> nanos);

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 30, 3600})
    void theStepsHaveTheWholeTimeoutTogetherAndEachHasSome(int seconds) {
        Duration timeout = Duration.ofSeconds(seconds);
        Duration before = Duration.ZERO;
        for (ShutdownStep step : ShutdownStep.values()) {
            assertThat(step.deadline(timeout)).as(step.label()).isGreaterThan(before);
            before = step.deadline(timeout);
        }
        assertThat(before).isEqualTo(timeout);
    }

    @Test
    void aStepHasWhatTheOnesBeforeItLeft() {
        assertThat(progress.begin(ShutdownStep.EVENTS_IN_FLIGHT)).isEqualTo(Duration.ofSeconds(8));
        pass(1);
        progress.finished();
        assertThat(progress.begin(ShutdownStep.PERSISTENCE)).isEqualTo(Duration.ofSeconds(84));
    }

    @Test
    void aStepThatTookItsWholeTimeLeavesTheNextOneItsOwnShare() {
        Duration allowed = progress.begin(ShutdownStep.EVENTS_IN_FLIGHT);
        nanos += allowed.toNanos();
        progress.unfinished("not done in its time");
        allowed = progress.begin(ShutdownStep.METRICS_FLUSH);
        assertThat(allowed).isEqualTo(Duration.ofSeconds(1));
        nanos += allowed.toNanos();
        progress.unfinished("not done in its time");
        assertThat(progress.begin(ShutdownStep.PERSISTENCE)).isEqualTo(Duration.ofSeconds(76));
    }

    @Test
    void aStepAfterTheWholeTimeIsOverHasNoneAndNotLess() {
        pass(101);
        assertThat(progress.begin(ShutdownStep.EVENT_LOG)).isZero();
    }

    @Test
    void theStepAtWorkIsKnown() {
        assertThat(progress.current()).isEqualTo("start");
        progress.begin(ShutdownStep.HTTP);
        assertThat(progress.current()).isEqualTo("http");
    }

    @Test
    void aShutdownThatFinishedEverythingAndLeftNothingIsClean() {
        ShutdownReport report = afterAllSteps(NOTHING);

        assertThat(report.exitCode()).isZero();
        assertThat(report.outcomes()).hasSize(ShutdownStep.values().length);
        assertThat(report.summary())
                .isEqualTo("stopped millis=" + ShutdownStep.values().length + "000 unfinished=\"\" left_records=0");
    }

    @Test
    void whatIsLeftInTheLogIsToldAndMakesTheExitCodeOne() {
        ShutdownReport report = afterAllSteps(new Left(100_000, 41_000_000, 1_795_255_200_000L));

        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.summary())
                .isEqualTo("stopped millis=" + ShutdownStep.values().length
                        + "000 unfinished=\"\" left_records=100000 left_bytes=41000000"
                        + " left_oldest=2026-11-21T10:00:00Z what is left stays in the event log for the next start");
    }

    @Test
    void aStepThatIsUnfinishedIsNamedWithItsTimesAndMakesTheExitCodeOne() {
        progress.begin(ShutdownStep.EVENTS_IN_FLIGHT);
        pass(8);
        progress.unfinished("not done in its time");
        progress.begin(ShutdownStep.PERSISTENCE);
        pass(3);
        progress.finished();
        ShutdownReport report = progress.report(NOTHING);

        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.summary()).contains("millis=11000 unfinished=\"events in flight\" left_records=0");
        assertThat(report.outcomes())
                .extracting(ShutdownReport.Outcome::line)
                .containsExactly(
                        "shutdown step=\"events in flight\" finished=no millis=8000 allowed_millis=8000"
                                + " reason=\"not done in its time\"",
                        "shutdown step=\"persistence\" finished=yes millis=3000 allowed_millis=77000");
    }

    private ShutdownReport afterAllSteps(Left left) {
        for (ShutdownStep step : ShutdownStep.values()) {
            progress.begin(step);
            pass(1);
            progress.finished();
        }
        return progress.report(left);
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }
}
