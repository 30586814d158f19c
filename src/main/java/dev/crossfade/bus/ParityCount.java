package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import java.util.Locale;

/** What is counted of dual-written events; see {@link ParityFigures}. */
public enum ParityCount {
    DUAL_WRITTEN,
    MATCHED,
    CHANGED,
    MISSING_WEBSOCKET,
    MISSING_REALTIME,
    LATE,
    REORDERED,
    DUPLICATE,
    UNVERIFIED,
    EXPLAINED;

    public static ParityCount missing(Adapter adapter) {
        return adapter == Adapter.WEBSOCKET ? MISSING_WEBSOCKET : MISSING_REALTIME;
    }

    /** Whether it is the verdict of a comparison that could be made. */
    public boolean isComparison() {
        return this == MATCHED || isMismatch();
    }

    /** Whether it says what became of an event; each has one in the end. */
    public boolean isVerdict() {
        return isComparison() || this == UNVERIFIED || this == EXPLAINED;
    }

    public boolean isMismatch() {
        return this == CHANGED || this == MISSING_WEBSOCKET || this == MISSING_REALTIME;
    }

    /** The name as JSON and the database's columns have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
