package dev.crossfade.ingest;

/** A body that holds no events that could be told apart; its message is for the sender. Expected, so without a stack. */
final class UnreadableBodyException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableBodyException(String message) {
        super(message, null, false, false);
    }
}
