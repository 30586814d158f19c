package dev.crossfade.metrics;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A window over the last so many equal spans of time, those without an event left out. Belongs to one thread. */
final class Rolling {
    private final long spanSeconds;
    private final int spans;
    /** The newest first. */
    private final Deque<Slice> kept = new ArrayDeque<>();
    /** All but the newest, which alone changes as a rule, added up; null where that is to be done anew. */
    private Aggregator older;

    /** @param spans how many, the one under way among them */
    Rolling(Duration span, int spans) {
        this.spanSeconds = span.toSeconds();
        this.spans = spans;
    }

    /** Where to count what belongs to that second; empty where it is older than all that is kept. */
    Optional<Slice> at(long second) {
        long start = start(second);
        if (kept.isEmpty() || start > kept.peekFirst().start()) {
            kept.addFirst(new Slice(start));
            older = null;
            forget(start);
        }
        if (kept.peekFirst().start() == start) {
            return Optional.of(kept.peekFirst());
        }
        older = null;
        return kept.stream().filter(slice -> slice.start() == start).findFirst().or(() -> insert(start));
    }

    /** Late, into a span of which nothing was counted so far. */
    private Optional<Slice> insert(long start) {
        if (start <= kept.peekFirst().start() - spans * spanSeconds) {
            return Optional.empty();
        }
        Deque<Slice> newer = new ArrayDeque<>();
        while (!kept.isEmpty() && kept.peekFirst().start() > start) {
            newer.addFirst(kept.removeFirst());
        }
        Slice late = new Slice(start);
        kept.addFirst(late);
        newer.forEach(kept::addFirst);
        return Optional.of(late);
    }

    /** Those of now, the newest first. */
    List<Slice> slices(long nowSecond) {
        forget(start(nowSecond));
        return List.copyOf(kept);
    }

    /** All of them together: the last so many spans up to now. */
    Aggregator sum(long nowSecond) {
        List<Slice> slices = slices(nowSecond);
        Aggregator sum = new Aggregator();
        if (!slices.isEmpty()) {
            sum.add(allButTheNewest(slices));
            sum.add(slices.get(0));
        }
        return sum;
    }

    /** Accepted events of the last so many spans up to now. */
    long accepted(long nowSecond) {
        List<Slice> slices = slices(nowSecond);
        return slices.isEmpty()
                ? 0
                : allButTheNewest(slices).accepted() + slices.get(0).tallies().accepted();
    }

    private Aggregator allButTheNewest(List<Slice> slices) {
        if (older == null) {
            older = new Aggregator();
            slices.subList(1, slices.size()).forEach(older::add);
        }
        return older;
    }

    /** The oldest second that is kept at that time. */
    long oldest(long nowSecond) {
        return start(nowSecond) - (spans - 1) * spanSeconds;
    }

    private long start(long second) {
        return Math.floorDiv(second, spanSeconds) * spanSeconds;
    }

    private void forget(long newest) {
        Iterator<Slice> oldest = kept.descendingIterator();
        while (oldest.hasNext() && oldest.next().start() <= newest - spans * spanSeconds) {
            oldest.remove();
            older = null;
        }
    }
}
