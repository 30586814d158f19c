package dev.crossfade.bus;

import java.util.Locale;

/** What the guard does with an adapter. */
public enum GuardState {
    /** It is in the routes that name it. */
    CLOSED,
    /** It is in no route. */
    OPEN,
    /** A share of the events goes to it, to see whether it is well again. */
    PROBING;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name that users see. */
    public String label() {
        return label;
    }
}
