/**
 * The daemon's metrics for Prometheus.
 *
 * <p>Flow: {@code PrometheusVerticle} hears the facts that the parts tell anyway, once a second, and keeps
 * the newest of each in {@link dev.crossfade.prometheus.Observations}; a scrape has {@link
 * dev.crossfade.prometheus.CrossfadeCollector} make series of them. Metrics of the JVM, of Vert.x's pools and of the event
 * loops are Micrometer's meters in the same registry.
 *
 * <p>Invariants: nothing is rendered but by a scrape; labels have values of fixed sets alone (never an event type, a source
 * or a path); every metric has a help text; what nobody has told yet is left out, never 0 for want of better.
 */
package dev.crossfade.prometheus;
