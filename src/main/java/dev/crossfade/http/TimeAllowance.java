package dev.crossfade.http;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Time that may be spent on something in each second. Confined to a thread. */
final class TimeAllowance {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final LongSupplier clock;
    private final long most;
    private long begun;
    private long spent;

    /** @param clock in nanoseconds from anywhere */
    TimeAllowance(Duration aSecond, LongSupplier clock) {
        this.clock = clock;
        this.most = aSecond.toNanos();
        this.begun = clock.getAsLong();
    }

    /** Whether there is any left of this second. */
    boolean hasLeft() {
        long now = clock.getAsLong();
        if (now - begun >= SECOND_NANOS) {
            begun = now;
            spent = 0;
        }
        return spent < most;
    }

    /** Counts time that was spent. */
    void spend(long nanos) {
        spent += nanos;
    }
}
