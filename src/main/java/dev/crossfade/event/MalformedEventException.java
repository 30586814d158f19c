package dev.crossfade.event;

/** Says why something sent is no event. Expected, so without a stack; its message is written for the sender. */
public final class MalformedEventException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final boolean syntax;

    MalformedEventException(String field, String message, boolean syntax) {
        super(message, null, false, false);
        this.field = field;
        this.syntax = syntax;
    }

    /** Dotted path of what is wrong, {@code data.list.3}; empty for the event as a whole. */
    public String field() {
        return field;
    }

    /** Whether it is no well-formed JSON at all. */
    public boolean syntax() {
        return syntax;
    }
}
