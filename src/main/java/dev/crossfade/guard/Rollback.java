package dev.crossfade.guard;

import dev.crossfade.config.DualWrite;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Knows when {@code realtime} has been taken out so often that its categories had better go back. Belongs to one thread. */
final class Rollback {
    private final SteadyTime time;
    /** The newest last. */
    private final Deque<Trip> trips = new ArrayDeque<>();

    private record Trip(long millis, Optional<Category> mismatch) {}

    Rollback(SteadyTime time) {
        this.time = time;
    }

    /**
     * Notes a trip.
     *
     * @param mismatch the category that brought it about, where it was a mismatch
     * @return the categories to be set back: those whose mismatches brought all of it about, else all that go over
     *     {@code realtime}; empty where it is not time for that, or there are none
     */
    Set<Category> tripped(Optional<Category> mismatch, Settings.Guard limits, DualWrite plans) {
        long now = time.millis();
        trips.addLast(new Trip(now, mismatch));
        while (trips.peekFirst().millis < now - limits.rollbackWindow().toMillis()
                || trips.size() > Math.max(1, limits.rollbackTrips())) {
            trips.removeFirst();
        }
        if (limits.rollbackTrips() == 0 || trips.size() < limits.rollbackTrips()) {
            return Set.of();
        }
        Set<Category> concerned = EnumSet.noneOf(Category.class);
        boolean byMismatch = trips.stream().allMatch(trip -> trip.mismatch.isPresent());
        plans.categories().forEach((category, plan) -> {
            boolean meant = !byMismatch || trips.stream().anyMatch(trip -> trip.mismatch.orElseThrow() == category);
            if (meant && plan.enabled() && plan.adapters().includes(Adapter.REALTIME)) {
                concerned.add(category);
            }
        });
        trips.clear();
        return concerned;
    }
}
