package dev.crossfade.http;

import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.event.EventTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Reads over which time live counters are wanted: {@code window}, or {@code from} and {@code to}, or all since the start. */
final class MetricsParameters {
    static final Set<String> NAMES = Set.of("window", "from", "to");
    /** The hour under way and the 23 before it are in memory. */
    private static final Duration KEPT = Duration.ofHours(23);

    private MetricsParameters() {}

    /** The query; to be used only where the parameters have no errors. */
    static MetricsQuery query(QueryParameters parameters, Instant now) {
        Optional<MetricsWindow> window = parameters.one("window", SummaryParameters::window);
        Optional<Instant> from = parameters.time("from");
        Optional<Instant> to = parameters.time("to");
        if (window.isPresent() && (from.isPresent() || to.isPresent())) {
            parameters.refuse("window", "ends now: it cannot be given along with from and to");
        }
        if (to.isPresent() && from.isEmpty()) {
            parameters.refuse("from", "is needed where there is a to");
        }
        return new MetricsQuery(window, from.map(begin -> period(parameters, begin, to.orElse(now), now)));
    }

    private static MetricsQuery.Period period(QueryParameters parameters, Instant from, Instant to, Instant now) {
        parameters.refuseUnlessBefore(from, to);
        Instant oldest = MetricsWindow.HOUR.start(now).minus(KEPT);
        if (from.isBefore(oldest)) {
            parameters.refuse(
                    "from",
                    "expected " + EventTime.text(oldest)
                            + " or later: what was before is in GET /metrics/summary, by the hour and the day");
        }
        return new MetricsQuery.Period(from, to);
    }
}
