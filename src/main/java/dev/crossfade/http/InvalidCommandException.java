package dev.crossfade.http;

/** A live client's command that cannot be carried out as it stands; its message is for the client. Expected: no stack. */
final class InvalidCommandException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidCommandException(String message) {
        super(message, null, false, false);
    }
}
