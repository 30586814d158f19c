package dev.crossfade.parity;

import dev.crossfade.bus.ParityCounts;
import dev.crossfade.event.Category;
import java.util.List;
import java.util.Map;

/**
 * What was counted up to a record of the event log, and what of it the log has as minutes. Categories and counts that are
 * not there are 0.
 *
 * @param upTo offset of the last record that was counted
 * @param noted the totals that the last minute up to that record says
 * @param minuteMicros begin of the minute in which the rest was counted
 * @param recent comparisons of the sliding window, the oldest first
 */
record KeptTotals(
        long upTo,
        Map<Category, ParityCounts> totals,
        Map<Category, ParityCounts> noted,
        long minuteMicros,
        Map<Category, List<RecentComparisons.Span>> recent) {
    /** Nothing was ever counted. */
    static final KeptTotals NOTHING = new KeptTotals(0, Map.of(), Map.of(), 0, Map.of());

    KeptTotals {
        totals = Map.copyOf(totals);
        noted = Map.copyOf(noted);
        recent = Map.copyOf(recent);
    }

    /** The same, up to another record. */
    KeptTotals upTo(long other) {
        return new KeptTotals(other, totals, noted, minuteMicros, recent);
    }
}
