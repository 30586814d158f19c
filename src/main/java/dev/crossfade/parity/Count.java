package dev.crossfade.parity;

import dev.crossfade.event.Adapter;

/** What is counted of dual-written events, by category; see {@link dev.crossfade.bus.ParityFigures}. */
enum Count {
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

    static Count missing(Adapter adapter) {
        return adapter == Adapter.WEBSOCKET ? MISSING_WEBSOCKET : MISSING_REALTIME;
    }

    /** Whether it is the verdict of a comparison that could be made. */
    boolean isComparison() {
        return this == MATCHED || isMismatch();
    }

    boolean isMismatch() {
        return this == CHANGED || this == MISSING_WEBSOCKET || this == MISSING_REALTIME;
    }
}
