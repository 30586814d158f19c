package dev.crossfade.metrics;

import java.time.Duration;

/**
 * When the next flush is due: an interval after the last one, or after the start. Times are nanoseconds of a clock that
 * never goes back.
 */
final class FlushSchedule {
    /** The longest time to the next attempt after one that failed. */
    static final Duration RETRY = Duration.ofSeconds(10);

    private long lastNanos;
    private boolean failed;

    FlushSchedule(long nowNanos) {
        this.lastNanos = nowNanos;
    }

    /** Notes how a flush ended. */
    void ended(boolean well, long nowNanos) {
        lastNanos = nowNanos;
        failed = !well;
    }

    /** How long it is to the next; zero where it is due. The time since the last counts whatever the interval was then. */
    Duration untilNext(Duration interval, long nowNanos) {
        Duration wait = failed && interval.compareTo(RETRY) > 0 ? RETRY : interval;
        Duration left = wait.minusNanos(nowNanos - lastNanos);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
