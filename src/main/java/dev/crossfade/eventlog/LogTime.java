package dev.crossfade.eventlog;

import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The two clocks of the log.
 *
 * @param wall what people and stored events go by; may be set forwards and backwards
 * @param nanos {@link System#nanoTime}: only its differences mean anything, and it never runs backwards
 */
record LogTime(Clock wall, LongSupplier nanos) {
    static LogTime system() {
        return new LogTime(Clock.systemUTC(), System::nanoTime);
    }

    /** Whole seconds since a moment of {@code nanos}. */
    int secondsSince(long startNanos) {
        return (int) TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - startNanos);
    }
}
