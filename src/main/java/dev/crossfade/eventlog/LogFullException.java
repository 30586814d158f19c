package dev.crossfade.eventlog;

/** There is no room for an append now; the caller may try again later. Expected, so without a stack. */
public final class LogFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** What there is too much of. */
    public enum Reason {
        /** Too much waits for the disk: over in a moment. */
        WAITING,
        /** The log is at its bound. */
        BOUND,
        /** The disk is full or takes no writes. */
        DISK,
        /** What is not stored yet has waited for too long. */
        AGE
    }

    public LogFullException(Reason reason, String message) {
        super(message, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
