package dev.crossfade.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.Settings;
import dev.crossfade.event.Category;
import dev.crossfade.testkit.TestSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RollbackTest {
    private static final Optional<Category> NO_MISMATCH = Optional.empty();

    private final MovableClock clock = new MovableClock();
    private final Rollback rollback = new Rollback(new SteadyTime(clock));
    private final Settings settings = TestSettings.defaults();

    @Test
    void theThirdTripSetsBackAllCategoriesThatGoOverRealtime() {
        assertThat(trip(NO_MISMATCH, settings)).isEmpty();
        assertThat(trip(NO_MISMATCH, settings)).isEmpty();
        assertThat(trip(NO_MISMATCH, settings)).containsExactlyInAnyOrder(Category.CRITICAL, Category.SYSTEM);
    }

    @Test
    void mismatchesSetTheirCategoriesBackAlone() {
        trip(Optional.of(Category.SYSTEM), settings);
        trip(Optional.of(Category.SYSTEM), settings);

        assertThat(trip(Optional.of(Category.SYSTEM), settings)).containsExactly(Category.SYSTEM);
    }

    @Test
    void whereOnlySomeTripsWereMismatchesAllCategoriesAreMeant() {
        trip(Optional.of(Category.SYSTEM), settings);
        trip(NO_MISMATCH, settings);

        assertThat(trip(Optional.of(Category.SYSTEM), settings))
                .containsExactlyInAnyOrder(Category.CRITICAL, Category.SYSTEM);
    }

    @Test
    void tripsOfLongAgoDoNotCount() {
        trip(NO_MISMATCH, settings);
        clock.pass(Duration.ofMinutes(9));
        trip(NO_MISMATCH, settings);
        clock.pass(Duration.ofMinutes(2));

        assertThat(trip(NO_MISMATCH, settings)).isEmpty();
        clock.pass(Duration.ofMinutes(5));
        assertThat(trip(NO_MISMATCH, settings)).isNotEmpty();
    }

    @Test
    void afterARollbackTheyAreCountedAnew() {
        trip(NO_MISMATCH, settings);
        trip(NO_MISMATCH, settings);
        trip(NO_MISMATCH, settings);

        assertThat(trip(NO_MISMATCH, settings)).isEmpty();
    }

    @Test
    void noTripsAtAllMeansNever() {
        Settings never = TestSettings.yaml("guard: {rollback_trips: 0}");
        for (int count = 0; count < 10; count++) {
            assertThat(trip(NO_MISMATCH, never)).isEmpty();
        }
    }

    private Set<Category> trip(Optional<Category> mismatch, Settings inForce) {
        return rollback.tripped(mismatch, inForce.guard(), inForce.dualWrite());
    }
}
