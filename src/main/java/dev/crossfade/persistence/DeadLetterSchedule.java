package dev.crossfade.persistence;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When dead letters are retried: soon at first, since a refusal may be over with the next migration or an operator's
 * next step, and then less and less often.
 *
 * @param random from 0 to 1, anew each time
 */
record DeadLetterSchedule(DoubleSupplier random) {
    /** Between two looks at what is due. */
    static final Duration ROUND = Duration.ofSeconds(5);

    /** Between two cleanups. */
    static final Duration CLEANUP = Duration.ofHours(1);

    /** Letters that are taken at once. Few, since they all wait for their lease to end when the database goes away. */
    static final int BATCH = 16;

    /** Longest time to try what was taken at once. */
    static final Duration LEASE = Duration.ofMinutes(2);

    private static final Backoff BACKOFF = new Backoff(Duration.ofSeconds(30), Duration.ofHours(1));

    /**
     * The time from a refusal to the next retry: a random share of 30 s, doubled with every retry up to 1 h.
     *
     * @param retries so many were refused already
     */
    Duration delay(int retries) {
        return BACKOFF.before(retries, random.getAsDouble());
    }
}
