package dev.crossfade.cli;

import java.time.Duration;

/**
 * Keeps a sender at a rate. Time is an argument.
 *
 * @param perSecond events; zero for as fast as it goes
 */
record Pace(int perSecond) {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int BATCHES_PER_SECOND = 10;

    /** How long to wait before the next event after this many, this long after the first. */
    Duration pause(long sent, Duration elapsed) {
        if (perSecond == 0) {
            return Duration.ZERO;
        }
        Duration due = Duration.ofSeconds(sent / perSecond, sent % perSecond * NANOS_PER_SECOND / perSecond);
        Duration left = due.minus(elapsed);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** A batch size at which a low rate is a steady flow, not a burst now and then. */
    int batchSize(int wanted) {
        return perSecond == 0 ? wanted : Math.min(wanted, Math.max(1, perSecond / BATCHES_PER_SECOND));
    }
}
