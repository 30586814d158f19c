package dev.crossfade.bus;

import java.util.EnumMap;
import java.util.Map;

/**
 * How often each thing was counted of dual-written events of one category.
 *
 * @param counts what is not there is 0
 */
public record ParityCounts(Map<ParityCount, Long> counts) {
    public static final ParityCounts NONE = new ParityCounts(Map.of());

    public ParityCounts {
        counts = Map.copyOf(counts);
    }

    public long of(ParityCount count) {
        return counts.getOrDefault(count, 0L);
    }

    /** What came since those, which were counted before these. */
    public ParityCounts since(ParityCounts earlier) {
        return with((count, ours) -> ours - earlier.of(count));
    }

    /** The later of two states of the same counting, in which nothing ever gets less. */
    public ParityCounts orLater(ParityCounts other) {
        return with((count, ours) -> Math.max(ours, other.of(count)));
    }

    /** Whether they can be totals: none is negative, and no more was decided than there was to decide. */
    public boolean areTotals() {
        long undecided = of(ParityCount.DUAL_WRITTEN);
        for (ParityCount count : ParityCount.values()) {
            undecided -= count.isVerdict() ? of(count) : 0;
            if (undecided < 0) {
                return false;
            }
        }
        return counts.values().stream().allMatch(count -> count >= 0);
    }

    public boolean isNone() {
        return counts.values().stream().allMatch(count -> count == 0);
    }

    private interface Change {
        long of(ParityCount count, long ours);
    }

    private ParityCounts with(Change change) {
        Map<ParityCount, Long> changed = new EnumMap<>(ParityCount.class);
        for (ParityCount count : ParityCount.values()) {
            changed.put(count, change.of(count, of(count)));
        }
        return new ParityCounts(changed);
    }
}
