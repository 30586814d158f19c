package dev.crossfade.bus;

import java.time.Instant;
import java.util.Optional;

/**
 * Asks for the live counters.
 *
 * @param window only what was counted in the last so long
 * @param period only what was counted in that time; with neither everything since the start of the daemon
 */
public record MetricsQuery(Optional<MetricsWindow> window, Optional<Period> period) {
    /** Since the start of the daemon. */
    public static MetricsQuery sinceTheStart() {
        return new MetricsQuery(Optional.empty(), Optional.empty());
    }

    /**
     * A time of the last day; minutes count, or hours where it begins more than an hour ago, that began in it.
     *
     * @param to not part of it
     */
    public record Period(Instant from, Instant to) {}
}
