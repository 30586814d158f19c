package dev.crossfade.realtime;

/** Says why a channel cannot be joined like that. Expected, so without a stack; its message is written for the client. */
public final class InvalidJoinException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidJoinException(String message) {
        super(message, null, false, false);
    }
}
