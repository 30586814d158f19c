package dev.crossfade.parity;

import dev.crossfade.bus.ParityCount;
import dev.crossfade.bus.ParityCounts;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.event.Adapter;
import java.util.EnumMap;
import java.util.Map;

/** Totals of one category, and its comparisons of the sliding window. Confined to its owner. */
final class CategoryTally {
    private final Map<ParityCount, Total> totals = new EnumMap<>(ParityCount.class);
    private final RecentComparisons recent = new RecentComparisons();

    CategoryTally() {
        for (ParityCount count : ParityCount.values()) {
            totals.put(count, new Total());
        }
    }

    private static final class Total {
        private long count;
    }

    void add(ParityCount count, long micros) {
        totals.get(count).count++;
        if (count.isComparison()) {
            recent.add(count.isMismatch(), micros);
        }
    }

    /** All totals. */
    ParityCounts totals() {
        Map<ParityCount, Long> counted = new EnumMap<>(ParityCount.class);
        totals.forEach((count, total) -> counted.put(count, total.count));
        return new ParityCounts(counted);
    }

    /** Goes on from those totals. */
    void restore(ParityCounts kept) {
        totals.forEach((count, total) -> total.count = kept.of(count));
    }

    /** Gives up what is pending: after a start nobody ever hears more of it. */
    void giveUpPending() {
        totals.get(ParityCount.UNVERIFIED).count += Math.max(0, pending());
    }

    RecentComparisons recent() {
        return recent;
    }

    /** @param seconds how long the sliding window is */
    ParityFigures figures(long seconds, long micros) {
        return new ParityFigures(
                of(ParityCount.DUAL_WRITTEN),
                of(ParityCount.MATCHED),
                of(ParityCount.CHANGED),
                Map.of(
                        Adapter.WEBSOCKET, of(ParityCount.MISSING_WEBSOCKET),
                        Adapter.REALTIME, of(ParityCount.MISSING_REALTIME)),
                of(ParityCount.LATE),
                of(ParityCount.REORDERED),
                of(ParityCount.DUPLICATE),
                pending(),
                of(ParityCount.UNVERIFIED),
                of(ParityCount.EXPLAINED),
                recent.comparisons(seconds, micros),
                recent.mismatches(seconds, micros));
    }

    private long pending() {
        long decided = 0;
        for (ParityCount count : ParityCount.values()) {
            decided += count.isVerdict() ? of(count) : 0;
        }
        return of(ParityCount.DUAL_WRITTEN) - decided;
    }

    private long of(ParityCount count) {
        return totals.get(count).count;
    }
}
