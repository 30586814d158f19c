package dev.crossfade.bus;

import java.util.Locale;

/** Why events were refused; the few words that this is counted under. */
public enum Refusal {
    /** They were no events. */
    MALFORMED,
    /** They broke a rule where validation is strict. */
    INVALID,
    /** They were good, in a body that is taken whole or not at all and was not taken. */
    ALL_OR_NONE,
    /** Their body does not parse, or is of another type or encoding. */
    UNREADABLE,
    /** Their body holds too many, or too many bytes. */
    TOO_LARGE,
    /** Too much was under way at once. */
    OVERLOADED,
    /** The event log has no room or cannot write, or the daemon goes down. */
    UNAVAILABLE;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name that users see. */
    public String label() {
        return label;
    }
}
