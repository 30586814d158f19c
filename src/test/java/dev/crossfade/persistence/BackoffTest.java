package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    @Test
    void theBoundDoublesUntilItsLimit() {
        assertThat(backoff.before(0, 1)).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.before(3, 1)).isEqualTo(Duration.ofMillis(800));
        assertThat(backoff.before(6, 1)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theWaitIsAShareOfTheBound() {
        assertThat(backoff.before(3, 0)).isZero();
        assertThat(backoff.before(3, 0.5)).isEqualTo(Duration.ofMillis(400));
    }

    @Property
    void noWaitIsNegativeOrLongerThanTheLimit(
            @ForAll @IntRange(min = 0) int attempt, @ForAll @DoubleRange(min = 0, max = 1) double share) {
        assertThat(backoff.before(attempt, share)).isBetween(Duration.ZERO, Duration.ofSeconds(5));
    }
}
