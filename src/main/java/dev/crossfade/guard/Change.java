package dev.crossfade.guard;

import dev.crossfade.bus.GuardState;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.util.Optional;

/**
 * A guard lets another share of the events to its adapter than before.
 *
 * @param share from now on, 0 to 1
 * @param reason with the figures that it rests on
 * @param mismatch the category that brought a trip about, where it was a mismatch
 */
record Change(
        Adapter adapter, GuardState before, GuardState now, double share, String reason, Optional<Category> mismatch) {
    boolean isTrip() {
        return now == GuardState.OPEN;
    }

    /** Whether it is more than a further step of probing. */
    boolean isOfState() {
        return before != now;
    }
}
