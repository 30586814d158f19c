/**
 * The counters: what every part observed, live since the start of the daemon, and in flushes for the database.
 *
 * <p>Flow: parts tell what they saw once per batch ({@code IntakeObserved}, {@code DeliveryObserved}); {@code
 * MetricsVerticle} keeps one {@link dev.crossfade.metrics.Aggregator} and answers with an immutable snapshot. Beside it
 * {@link dev.crossfade.metrics.UnflushedCounts} keeps what validation counted since the last flush; when {@link
 * dev.crossfade.metrics.FlushSchedule} says so, {@code FlushWriter} takes it and appends it to the event log as a note,
 * which persistence stores like everything else in there.
 *
 * <p>Invariants: at most {@value dev.crossfade.metrics.ByEventType#MAX_EVENT_TYPES} event types have counters of their
 * own, the rest is counted under {@value dev.crossfade.metrics.ByEventType#OTHER}; totals are exact all the same. Each
 * count is in one flush, and a flush that the log has is stored once, however often it is written; one that the log does
 * not take is counted again. What is not in the log yet is in memory alone: a kill loses what was counted since the last
 * flush, though not the events themselves; a stop flushes first.
 */
package dev.crossfade.metrics;
