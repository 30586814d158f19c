package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TimeAllowanceTest {
    private long now;
    private final TimeAllowance allowance = new TimeAllowance(Duration.ofMillis(100), () -> now);

    @Test
    void whatIsSpentIsThereAgainInTheNextSecond() {
        assertThat(allowance.hasLeft()).isTrue();
        allowance.spend(Duration.ofMillis(60).toNanos());
        assertThat(allowance.hasLeft()).isTrue();
        allowance.spend(Duration.ofMillis(60).toNanos());
        assertThat(allowance.hasLeft()).isFalse();
        now += Duration.ofMillis(999).toNanos();
        assertThat(allowance.hasLeft()).isFalse();
        now += Duration.ofMillis(1).toNanos();
        assertThat(allowance.hasLeft()).isTrue();
    }
}
