package dev.crossfade.alert;

/** A receiver has not taken a request. Expected, so without a stack. */
final class NotTakenException extends Exception {
    private static final long serialVersionUID = 1L;

    NotTakenException(String message) {
        super(message, null, false, false);
    }
}
