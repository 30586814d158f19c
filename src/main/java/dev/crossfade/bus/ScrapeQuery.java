package dev.crossfade.bus;

/**
 * Asks for every metric, as Prometheus reads it.
 *
 * @param openMetrics as OpenMetrics 1.0.0, else in Prometheus' own text format 0.0.4
 */
public record ScrapeQuery(boolean openMetrics) {}
