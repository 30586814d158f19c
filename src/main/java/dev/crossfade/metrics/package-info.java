/**
 * The counters: live since the start of the daemon, and in flushes for the database.
 *
 * <p>Flow: {@code MetricsVerticle} has a {@link dev.crossfade.eventlog.LogFollower} hand on every record of the event log,
 * and {@link dev.crossfade.metrics.Counter} counts the events in it: what was accepted is counted there and nowhere else.
 * What the log does not know parts tell once per batch ({@code IntakeObserved}: refused, malformed, repeated;
 * {@code DeliveryObserved}). {@link dev.crossfade.metrics.Aggregator} keeps the live figures, of which an immutable snapshot
 * is the answer to every question; {@link dev.crossfade.metrics.UnflushedCounts} keeps what no flush has, by the hour of
 * receipt. When {@link dev.crossfade.metrics.FlushSchedule} says so, {@code FlushWriter} takes that and appends it to the
 * event log as notes, which persistence stores like everything else in there.
 *
 * <p>Invariants: at most {@value dev.crossfade.metrics.ByName#MAX_NAMES} event types have counters of their
 * own, the rest is counted under {@value dev.crossfade.metrics.ByName#OTHER}; totals are exact all the same. Each
 * accepted event is in exactly one flush, wherever the daemon is killed: once a second {@code CountingStateStore} keeps up
 * to which offset was counted and what of it is not flushed, a flush says up to where it has counted, and a start counts
 * on behind the later of the two ({@link dev.crossfade.metrics.CountingStart}). A kill costs refused events and validation
 * times of the last second, which are not in the log. A flush that the log does not take is counted again.
 */
package dev.crossfade.metrics;
