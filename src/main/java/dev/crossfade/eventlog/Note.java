package dev.crossfade.eventlog;

/**
 * Something besides events that has to reach the database as surely as they do, and in order with them.
 *
 * @param json a JSON object in UTF-8, which the log does not look into; never written to
 */
public record Note(Kind kind, byte[] json) {

    /** What it is about. */
    public enum Kind {
        /** A change of the configuration. */
        AUDIT,
        /** A flush of metrics. */
        METRICS,
        /** An alert that began to fire, or resolved. */
        ALERT,
        /** What parity counted in a minute. */
        PARITY
    }
}
