package dev.crossfade.eventlog;

/** The log's disk has failed: it cannot say any more what is durable, so it takes nothing until a restart. */
public final class LogFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LogFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
