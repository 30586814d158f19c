package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class StintTest {
    private static final Duration FIVE = Duration.ofMillis(5);

    private long now;

    @Test
    void onlyWhatIsSpentInItCounts() {
        Stint stint = Stint.of(FIVE, () -> now);
        work(stint, 4);
        now += FIVE.toNanos();

        assertThat(stint.isOver()).isFalse();
        work(stint, 1);
        assertThat(stint.isOver()).isTrue();
        assertThat(stint.spentNanos()).isEqualTo(FIVE.toNanos());
    }

    @Test
    void partsAreOverWithTheWhole() {
        Stint whole = Stint.of(Duration.ofMillis(7), () -> now);
        Stint one = whole.part(FIVE);
        Stint two = whole.part(FIVE);
        work(one, 6);

        assertThat(one.isOver()).isTrue();
        assertThat(two.isOver()).isFalse();
        work(two, 1);
        assertThat(two.isOver()).isTrue();
        assertThat(two.spentNanos()).isEqualTo(Duration.ofMillis(1).toNanos());
    }

    private void work(Stint stint, int millis) {
        stint.spend(() -> now += Duration.ofMillis(millis).toNanos());
    }
}
