package dev.crossfade.ingest;

/** A body with more events than are taken at once; its message is for the sender. Expected, so without a stack. */
final class OversizedBatchException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int events;

    OversizedBatchException(int events, int most) {
        super(events + " events in one request; at most " + most + " are taken", null, false, false);
        this.events = events;
    }

    /** How many it has. */
    int events() {
        return events;
    }
}
