package dev.crossfade.selfmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.BreakerChanged;
import dev.crossfade.bus.BreakerState;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class UntoldChangesTest {
    private final UntoldChanges<BreakerChanged> untold = new UntoldChanges<>(2);

    @Test
    void theyAreToldInTheirOrder() {
        BreakerChanged first = change(1);
        BreakerChanged second = change(2);
        untold.add(first);
        untold.add(second);

        assertThat(untold.next()).containsSame(first);
        assertThat(untold.next()).containsSame(first);
        untold.told(first);
        assertThat(untold.next()).containsSame(second);
        untold.told(second);
        assertThat(untold.next()).isEmpty();
        assertThat(untold.forgotten()).isZero();
    }

    @Test
    void pastTheLimitTheOldestIsForgottenAndCounted() {
        untold.add(change(1));
        untold.add(change(2));
        untold.add(change(3));

        assertThat(untold.size()).isEqualTo(2);
        assertThat(untold.forgotten()).isEqualTo(1);
        assertThat(untold.next().orElseThrow().failures()).isEqualTo(2);
    }

    @Test
    void tellingOneThatWasForgottenMeanwhileTakesNoOtherAway() {
        BreakerChanged first = change(1);
        untold.add(first);
        untold.add(change(2));
        untold.add(change(3));

        untold.told(first);

        assertThat(untold.size()).isEqualTo(2);
    }

    private static BreakerChanged change(int failures) {
        return new BreakerChanged("database", BreakerState.OPEN, failures, "", Instant.EPOCH);
    }
}
