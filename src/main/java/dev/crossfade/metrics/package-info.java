/**
 * The live counters: what every part observed, added up since the start of the daemon.
 *
 * <p>Flow: parts tell what they saw once per batch ({@code IntakeObserved}, {@code DeliveryObserved}); {@code
 * MetricsVerticle} keeps one {@link dev.crossfade.metrics.Aggregator} and answers with an immutable snapshot.
 *
 * <p>Invariants: at most {@value dev.crossfade.metrics.Aggregator#MAX_EVENT_TYPES} event types have counters of their
 * own, the rest is counted under {@value dev.crossfade.metrics.Aggregator#OTHER}; totals are exact all the same.
 */
package dev.crossfade.metrics;
