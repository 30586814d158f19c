package dev.crossfade.metrics;

import dev.crossfade.bus.CountsRow;
import java.time.Instant;
import java.util.List;

/**
 * How far the event log was counted, and what of it no flush has taken.
 *
 * @param upTo offset of the last record that was counted
 * @param since when the counting of these rows began
 */
record CountingState(long upTo, Instant since, List<CountsRow> rows) {}
