package dev.crossfade.parity;

import dev.crossfade.bus.ParityFigures;
import dev.crossfade.event.Adapter;
import java.util.EnumMap;
import java.util.Map;

/** Totals of one category, and its comparisons of the sliding window. Confined to its owner. */
final class CategoryTally {
    private final Map<Count, Total> totals = new EnumMap<>(Count.class);
    private final RecentComparisons recent = new RecentComparisons();

    CategoryTally() {
        for (Count count : Count.values()) {
            totals.put(count, new Total());
        }
    }

    private static final class Total {
        private long count;
    }

    void add(Count count, long micros) {
        totals.get(count).count++;
        if (count.isComparison()) {
            recent.add(count.isMismatch(), micros);
        }
    }

    /** All totals. */
    Map<Count, Long> totals() {
        Map<Count, Long> counted = new EnumMap<>(Count.class);
        totals.forEach((count, total) -> counted.put(count, total.count));
        return counted;
    }

    /** Goes on from those totals; what was pending then is never known. */
    void restore(Map<Count, Long> kept) {
        kept.forEach((count, total) -> totals.get(count).count = total);
        totals.get(Count.UNVERIFIED).count += Math.max(0, pending());
    }

    /** @param seconds how long the sliding window is */
    ParityFigures figures(long seconds, long micros) {
        return new ParityFigures(
                of(Count.DUAL_WRITTEN),
                of(Count.MATCHED),
                of(Count.CHANGED),
                Map.of(
                        Adapter.WEBSOCKET, of(Count.MISSING_WEBSOCKET),
                        Adapter.REALTIME, of(Count.MISSING_REALTIME)),
                of(Count.LATE),
                of(Count.REORDERED),
                of(Count.DUPLICATE),
                pending(),
                of(Count.UNVERIFIED),
                of(Count.EXPLAINED),
                recent.comparisons(seconds, micros),
                recent.mismatches(seconds, micros));
    }

    private long pending() {
        long decided = of(Count.UNVERIFIED) + of(Count.EXPLAINED);
        for (Count count : Count.values()) {
            decided += count.isComparison() ? of(count) : 0;
        }
        return of(Count.DUAL_WRITTEN) - decided;
    }

    private long of(Count count) {
        return totals.get(count).count;
    }
}
