package dev.crossfade.selfmonitor;

import dev.crossfade.bus.BreakerChanged;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The changes of the breaker that no event tells of yet, in their order; the newest so many. Confined to its owner. */
final class UntoldChanges {
    private final int limit;
    private final Deque<BreakerChanged> changes = new ArrayDeque<>();
    private long forgotten;

    /** @param limit most that are kept, 1 or more; past it the oldest is forgotten */
    UntoldChanges(int limit) {
        this.limit = limit;
    }

    void add(BreakerChanged change) {
        if (changes.size() == limit) {
            changes.removeFirst();
            forgotten++;
        }
        changes.addLast(change);
    }

    /** The one to tell next. */
    Optional<BreakerChanged> next() {
        return Optional.ofNullable(changes.peekFirst());
    }

    /** Notes that this one needs no more telling. Where it was forgotten meanwhile, nothing happens. */
    void told(BreakerChanged change) {
        if (change.equals(changes.peekFirst())) {
            changes.removeFirst();
        }
    }

    int size() {
        return changes.size();
    }

    /** How many had to give way to newer ones. */
    long forgotten() {
        return forgotten;
    }
}
