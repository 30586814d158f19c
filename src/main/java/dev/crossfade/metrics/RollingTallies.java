package dev.crossfade.metrics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** Counts of the last so many equal spans of time, those without an event left out. Belongs to one thread. */
final class RollingTallies {
    private final long spanSeconds;
    private final int spans;
    /** The newest first. */
    private final Deque<Span> kept = new ArrayDeque<>();

    /** @param spans how many, the one under way among them */
    RollingTallies(Duration span, int spans) {
        this.spanSeconds = span.toSeconds();
        this.spans = spans;
    }

    /**
     * Counts of one span.
     *
     * @param start in seconds since the epoch, a multiple of its length
     */
    record Span(long start, Tallies tallies) {}

    /** Adds what was counted in a second. What is older than all that is kept is left out. */
    void add(long second, Tallies more) {
        long start = Math.floorDiv(second, spanSeconds) * spanSeconds;
        if (kept.isEmpty() || start > kept.peekFirst().start()) {
            kept.addFirst(new Span(start, new Tallies()));
            forget(start);
        }
        for (Span span : kept) {
            if (span.start() == start) {
                span.tallies().add(more);
                return;
            }
        }
        insert(start, more);
    }

    /** Late, into a span of which nothing was counted so far. */
    private void insert(long start, Tallies more) {
        if (start <= kept.peekFirst().start() - spans * spanSeconds) {
            return;
        }
        Tallies fresh = new Tallies();
        fresh.add(more);
        Deque<Span> newer = new ArrayDeque<>();
        while (!kept.isEmpty() && kept.peekFirst().start() > start) {
            newer.addFirst(kept.removeFirst());
        }
        kept.addFirst(new Span(start, fresh));
        newer.forEach(kept::addFirst);
    }

    /** Those of now, the newest first. */
    List<Span> spans(long nowSecond) {
        forget(Math.floorDiv(nowSecond, spanSeconds) * spanSeconds);
        return List.copyOf(kept);
    }

    /** All of them together: the last so many spans up to now. */
    Tallies sum(long nowSecond) {
        Tallies sum = new Tallies();
        spans(nowSecond).forEach(span -> sum.add(span.tallies()));
        return sum;
    }

    private void forget(long newest) {
        Iterator<Span> oldest = kept.descendingIterator();
        while (oldest.hasNext() && oldest.next().start() <= newest - spans * spanSeconds) {
            oldest.remove();
        }
    }
}
