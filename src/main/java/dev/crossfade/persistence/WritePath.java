package dev.crossfade.persistence;

/** A way to get events into the database, best first; which ones a role may use is for its administrator to say. */
enum WritePath {
    /** {@code monitoring.write_events}: makes partitions where they are missing and sees what went missing in silence. */
    FUNCTION("function"),
    /** Into {@code monitoring.monitoring_events}. */
    INSERT("insert"),
    /** Into {@code monitoring.event_intake}, which passes it on to the table. */
    VIEW("view");

    private final String label;

    WritePath(String label) {
        this.label = label;
    }

    /** The name that users see. */
    String label() {
        return label;
    }
}
