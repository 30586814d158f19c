package dev.crossfade.bus;

import java.util.Optional;

/**
 * Asks for the live counters.
 *
 * @param window what was counted of events in the last so long alone; empty: since the start
 */
public record MetricsQuery(Optional<MetricsWindow> window) {
    /** Since the start of the daemon. */
    public static MetricsQuery sinceTheStart() {
        return new MetricsQuery(Optional.empty());
    }
}
