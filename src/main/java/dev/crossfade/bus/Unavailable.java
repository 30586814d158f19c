package dev.crossfade.bus;

/** What was asked for cannot be had now and may be had later; its message is fit for a client. Expected: no stack. */
public final class Unavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    static final int CODE = 503;

    public Unavailable(String message) {
        super(message, null, false, false);
    }
}
