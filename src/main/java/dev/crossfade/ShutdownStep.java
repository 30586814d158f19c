package dev.crossfade;

import java.time.Duration;

/**
 * The steps of a shutdown, in their order, each with its share of {@code shutdown.timeout} in percent. A step that ends
 * early leaves its time to those after it; together they have the whole.
 */
enum ShutdownStep {
    /** What was let in becomes durable and is acknowledged. */
    EVENTS_IN_FLIGHT("events in flight", 8),
    /** What was counted since the last flush goes into the event log. */
    METRICS_FLUSH("metrics flush", 1),
    /** The event log is drained into the database, which is then let go of; an embedded one is stopped. */
    PERSISTENCE("persistence", 76),
    /** Tells of the breaker as long as persistence works, so it goes after it. */
    SELF_MONITORING("self-monitoring", 1),
    /** Receivers are told of what has changed, once more. */
    ALERTS("alerts", 1),
    /** Live clients are told good-bye, requests end, connections close. */
    HTTP("http", 4),
    /** What was stored last is delivered, and those who deliver it are gone. */
    FEED("feed", 1),
    /** Nothing is delivered any more. */
    PARITY("parity", 1),
    INGEST("ingest", 1),
    GUARD("guard", 1),
    METRICS("metrics", 1),
    /** What is in force is written down. */
    CONFIG("configuration", 1),
    /** Threads, timers and the cache folder of Vert.x. */
    VERTX("vert.x", 1),
    /** The checkpoint is written and the data directory is free. */
    EVENT_LOG("event log", 2);

    private static final int WHOLE = 100;

    private final String label;
    private final int percent;

    ShutdownStep(String label, int percent) {
        this.label = label;
        this.percent = percent;
    }

    /** Its name in the log. */
    String label() {
        return label;
    }

    /** When it must be over, counted from the beginning of a shutdown that has so long in all. */
    Duration deadline(Duration timeout) {
        int until = 0;
        for (ShutdownStep step : values()) {
            until += step.compareTo(this) <= 0 ? step.percent : 0;
        }
        return timeout.multipliedBy(until).dividedBy(WHOLE);
    }
}
