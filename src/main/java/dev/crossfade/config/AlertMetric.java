package dev.crossfade.config;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A figure that alert rules may be about. Truth values are 1 and 0; a rate is in percent. */
public enum AlertMetric {
    /** Mismatches in what parity compared in its sliding window; absent below 20 comparisons. */
    PARITY_MISMATCH_RATE(Dimension.CATEGORY),
    /** Whether the guard has set the category back to {@code websocket}. */
    CATEGORY_ROLLED_BACK(Dimension.CATEGORY),
    /** Whether the guard leaves the adapter out of routes, or lets only a probing share to it. */
    ADAPTER_TRIPPED(Dimension.ADAPTER),
    /** Whether the guard finds that the adapter passes a limit. */
    ADAPTER_DEGRADED(Dimension.ADAPTER),
    /** Deliveries that failed in the guard's sliding window; absent where there were too few. */
    DELIVERY_ERROR_RATE(Dimension.ADAPTER),
    /** From receipt to delivery in that window; absent where there were too few. */
    DELIVERY_P95_MS(Dimension.ADAPTER),
    /** Clients that the adapter has. */
    DELIVERY_CONNECTIONS(Dimension.ADAPTER),
    /** Whether the circuit breaker of the database is anything but closed. */
    BREAKER_OPEN,
    /** Whether there is a connection to the database. */
    DATABASE_REACHABLE,
    /** Records of the event log that are not in the database yet. */
    LOG_BACKLOG_EVENTS,
    /** How long the oldest of them has waited; 0 where there is none. */
    LOG_OLDEST_SECONDS,
    /** How much of {@code event_log.max_bytes} is in use, in percent. */
    LOG_USED_PERCENT,
    /** Whether the event log takes events. */
    LOG_ACCEPTING,
    /** Dead letters that are not recovered: those that wait and those that have failed. */
    DEAD_LETTERS,
    /** Dead letters that will be tried again by themselves. */
    DEAD_LETTERS_PENDING,
    /** Dead letters that wait for an operator. */
    DEAD_LETTERS_FAILED,
    /** Whether the configuration was read and is not in force, since something is wrong with it. */
    CONFIG_REJECTED,
    /** Keys whose new value waits for a restart. */
    CONFIG_NEEDS_RESTART,
    /** Changes of the configuration that have waited for their audit rows for 5 seconds. */
    CONFIG_UNAUDITED,
    /** Whether the emergency override is in force, whoever set it. */
    OVERRIDE_ACTIVE,
    /** Accepted events, over the last minute. */
    EVENTS_PER_SECOND,
    /** Percent of the last five minutes' events that are not critical; absent where there were none. */
    HEALTH_SCORE,
    /** Sources that sent something in the last five minutes. */
    ACTIVE_SOURCES,
    /** Sessions that are open. */
    ACTIVE_SESSIONS;

    private final String label = name().toLowerCase(Locale.ROOT);
    private final Optional<Dimension> dimension;

    AlertMetric() {
        this.dimension = Optional.empty();
    }

    AlertMetric(Dimension dimension) {
        this.dimension = Optional.of(dimension);
    }

    /** What there is a figure for each of. */
    public enum Dimension {
        CATEGORY(Stream.of(Category.values()).map(Category::label).toList()),
        ADAPTER(Stream.of(Adapter.values()).map(Adapter::label).toList());

        private final String label = name().toLowerCase(Locale.ROOT);

        @SuppressWarnings("ImmutableEnumChecker") // made by toList, which cannot be changed
        private final List<String> known;

        Dimension(List<String> known) {
            this.known = known;
        }

        /** The name of the label that tells the figures apart. */
        public String label() {
            return label;
        }

        /** Every value that the label can have. */
        public List<String> known() {
            return known;
        }
    }

    /** The name that users see. */
    public String label() {
        return label;
    }

    /** Empty where there is one figure. */
    public Optional<Dimension> dimension() {
        return dimension;
    }
}
