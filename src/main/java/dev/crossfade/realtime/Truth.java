package dev.crossfade.realtime;

/** What a condition says of a row: SQL's three values, of which only {@link #YES} lets a row through. */
enum Truth {
    YES,
    NO,
    /** Neither it nor its opposite holds, as where a value is missing. */
    UNKNOWN;

    static Truth of(boolean holds) {
        return holds ? YES : NO;
    }

    Truth opposite() {
        return switch (this) {
            case YES -> NO;
            case NO -> YES;
            case UNKNOWN -> UNKNOWN;
        };
    }
}
