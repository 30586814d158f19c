package dev.crossfade.cli;

/** Nothing further can be published; the message says why and what to do. Expected, so without a stack. */
final class CannotSendException extends Exception {
    private static final long serialVersionUID = 1L;

    CannotSendException(String message) {
        super(message, null, false, false);
    }
}
