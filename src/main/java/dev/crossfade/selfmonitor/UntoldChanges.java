package dev.crossfade.selfmonitor;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The changes that no event tells of yet, in their order; the newest so many. Confined to its owner.
 *
 * @param <T> what is kept of a change
 */
final class UntoldChanges<T> {
    private final int limit;
    private final Deque<T> changes = new ArrayDeque<>();
    private long forgotten;

    /** @param limit most that are kept, 1 or more; past it the oldest is forgotten */
    UntoldChanges(int limit) {
        this.limit = limit;
    }

    void add(T change) {
        if (changes.size() == limit) {
            changes.removeFirst();
            forgotten++;
        }
        changes.addLast(change);
    }

    /** The one to tell next. */
    Optional<T> next() {
        return Optional.ofNullable(changes.peekFirst());
    }

    /** Notes that this one needs no more telling. Where it was forgotten meanwhile, nothing happens. */
    void told(T change) {
        if (change.equals(changes.peekFirst())) {
            changes.removeFirst();
        }
    }

    /** Tells of none of them any more, on purpose. */
    void clear() {
        changes.clear();
        forgotten = 0;
    }

    int size() {
        return changes.size();
    }

    /** How many had to give way to newer ones. */
    long forgotten() {
        return forgotten;
    }
}
