package dev.crossfade.parity;

import dev.crossfade.event.Category;
import java.util.Map;

/**
 * What was counted up to a record of the event log.
 *
 * @param upTo offset of the last record that was counted
 * @param totals of categories of which there was anything; counts that are not there are 0
 */
record KeptTotals(long upTo, Map<Category, Map<Count, Long>> totals) {
    KeptTotals {
        totals = Map.copyOf(totals);
    }
}
