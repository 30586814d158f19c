package dev.crossfade.parity;

import java.time.Duration;
import java.time.Instant;

/** Times as plain numbers: microseconds since the epoch. */
final class Micros {
    private static final long A_SECOND = 1_000_000;
    private static final long A_MINUTE = 60 * A_SECOND;
    private static final int NANOS = 1000;

    private Micros() {}

    static long of(Instant time) {
        return time.getEpochSecond() * A_SECOND + time.getNano() / NANOS;
    }

    static long of(Duration time) {
        return time.toSeconds() * A_SECOND + time.toNanosPart() / NANOS;
    }

    /** When the minute began, UTC, that this moment is in. */
    static long minute(long micros) {
        return Math.floorDiv(micros, A_MINUTE) * A_MINUTE;
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, A_SECOND), Math.floorMod(micros, A_SECOND) * NANOS);
    }
}
