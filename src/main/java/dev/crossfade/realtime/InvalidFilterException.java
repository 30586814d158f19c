package dev.crossfade.realtime;

/** Says what is wrong with a filter. Expected, so without a stack; its message is written for the client. */
final class InvalidFilterException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidFilterException(String message) {
        super(message, null, false, false);
    }
}
