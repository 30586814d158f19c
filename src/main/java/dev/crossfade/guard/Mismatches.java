package dev.crossfade.guard;

import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What parity found against {@code realtime} in its sliding window, by category: events that it did not deliver, or not as
 * they were accepted. Belongs to one thread.
 *
 * <p>Taken from how the totals grow, since parity's own window cannot be cleared after a trip. What {@code websocket} did
 * not deliver is no reason to go back to it.
 */
final class Mismatches {
    private static final double PERCENT = 100;
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Map<Category, Totals> before = new EnumMap<>(Category.class);
    /** The oldest first; none where nothing was compared. */
    private final Deque<Found> found = new ArrayDeque<>();

    private Duration window = Duration.ofMinutes(5);

    private record Totals(long compared, long mismatched) {
        static Totals of(ParityFigures figures) {
            return new Totals(
                    figures.matched() + figures.mismatched(),
                    figures.changed() + figures.missing().getOrDefault(Adapter.REALTIME, 0L));
        }

        Totals plus(Totals more) {
            return new Totals(compared + more.compared, mismatched + more.mismatched);
        }

        /** What has come since; nothing where the totals began anew. */
        Totals since(Totals earlier) {
            boolean anew = compared < earlier.compared || mismatched < earlier.mismatched;
            return anew ? new Totals(0, 0) : new Totals(compared - earlier.compared, mismatched - earlier.mismatched);
        }
    }

    private record Found(long millis, Category category, Totals totals) {}

    /** A category whose share of mismatches is over its limit. */
    record Mismatch(Category category, String reason) {}

    /** @param counts whether it may be held against the adapter */
    void add(long millis, ParityObserved observed, boolean counts) {
        window = observed.window().compareTo(LONGEST) < 0 ? observed.window() : LONGEST;
        observed.byCategory().forEach((category, figures) -> {
            Totals now = Totals.of(figures);
            Totals earlier = before.put(category, now);
            Totals more = earlier == null ? new Totals(0, 0) : now.since(earlier);
            if (counts && more.compared > 0) {
                found.addLast(new Found(millis, category, more));
            }
        });
        forget(millis);
    }

    void clear() {
        found.clear();
    }

    private void forget(long millis) {
        while (!found.isEmpty() && found.peekFirst().millis <= millis - window.toMillis()) {
            found.removeFirst();
        }
    }

    /** The first category, in their order, that is over its limit. */
    Optional<Mismatch> over(long millis, MismatchLimits limits) {
        forget(millis);
        Map<Category, Totals> sums = new EnumMap<>(Category.class);
        found.forEach(one -> sums.merge(one.category, one.totals, Totals::plus));
        return sums.entrySet().stream()
                .filter(entry ->
                        isOver(entry.getValue(), limits, limits.percent().getOrDefault(entry.getKey(), PERCENT)))
                .findFirst()
                .map(entry -> mismatch(entry.getKey(), entry.getValue(), limits));
    }

    private static boolean isOver(Totals sum, MismatchLimits limits, double percent) {
        return sum.compared >= limits.leastSample() && PERCENT * sum.mismatched / sum.compared > percent;
    }

    private Mismatch mismatch(Category category, Totals sum, MismatchLimits limits) {
        String reason = sum.mismatched + " of " + sum.compared + " compared events of "
                + category.label() + " were missing or changed over realtime in " + window.toSeconds() + " s: "
                + Figures.percent((double) sum.mismatched / sum.compared) + ", limit "
                + Figures.of(limits.percent().get(category)) + " %";
        return new Mismatch(category, reason);
    }
}
