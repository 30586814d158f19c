package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DeadLetterScheduleTest {
    @Test
    void theBoundOfADelayDoublesFromHalfAMinuteToAnHour() {
        DeadLetterSchedule latest = new DeadLetterSchedule(() -> 1.0);

        assertThat(IntStream.range(0, 10).mapToObj(latest::delay).map(Duration::toSeconds))
                .containsExactly(30L, 60L, 120L, 240L, 480L, 960L, 1920L, 3600L, 3600L, 3600L);
        assertThat(latest.delay(1000)).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aDelayIsAnyShareOfItsBound() {
        assertThat(new DeadLetterSchedule(() -> 0.0).delay(3)).isZero();
        assertThat(new DeadLetterSchedule(() -> 0.25).delay(3)).isEqualTo(Duration.ofSeconds(60));
    }
}
