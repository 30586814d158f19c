package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What parity found of dual-written events; totals are kept across restarts. Every dual-written event ends in exactly one of
 * matched, changed, missing, unverified or explained, or is pending; late, reordered and duplicate are said besides.
 *
 * @param dualWritten events accepted with a route of both adapters
 * @param matched delivered by both, the same
 * @param changed delivered by both, and at least one of them not as it was accepted
 * @param missing by the adapter that did not deliver it while it delivered what came after
 * @param late delivered by both, one of them past the match window
 * @param reordered delivered by an adapter after an event with a greater sequence id
 * @param duplicate deliveries of an event that the adapter had delivered before
 * @param pending not decided yet
 * @param unverified given up undecided, since a bound on memory was passed or the daemon was down
 * @param explained not delivered for a reason that is known: it is a dead letter
 * @param recentComparisons decided events (matched, changed, missing) of the sliding window
 * @param recentMismatches those of them that did not match
 */
public record ParityFigures(
        long dualWritten,
        long matched,
        long changed,
        Map<Adapter, Long> missing,
        long late,
        long reordered,
        long duplicate,
        long pending,
        long unverified,
        long explained,
        long recentComparisons,
        long recentMismatches) {

    /** Changed, and missing on either adapter. */
    public long mismatched() {
        return changed + missing.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Share of mismatches in what was compared in the sliding window, 0 to 1.
     *
     * @param leastSample comparisons below which nothing is said
     */
    public OptionalDouble mismatchRate(long leastSample) {
        return recentComparisons == 0 || recentComparisons < leastSample
                ? OptionalDouble.empty()
                : OptionalDouble.of((double) recentMismatches / recentComparisons);
    }
}
