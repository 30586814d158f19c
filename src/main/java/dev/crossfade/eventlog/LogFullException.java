package dev.crossfade.eventlog;

/** There is no room for an append now: the log is at its bound or the disk is full. Expected, so without a stack. */
public final class LogFullException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogFullException(String message) {
        super(message, null, false, false);
    }
}
