package dev.crossfade.realtime;

/** Says why a client's frame is no message. Expected, so without a stack; the frame is passed over, the socket stays. */
public final class MalformedFrameException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedFrameException(String message) {
        super(message, null, false, false);
    }
}
