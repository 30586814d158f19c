package dev.crossfade.persistence;

import java.time.Duration;

/**
 * How long to wait before trying again: a random share of a bound that doubles with every attempt, so that many who lost
 * the same database do not come back to it at the same moment.
 */
record Backoff(Duration initial, Duration max) {
    private static final int MAX_DOUBLINGS = 30;

    /**
     * The wait before an attempt.
     *
     * @param attempt from 0
     * @param share 0 to 1, random
     */
    Duration before(int attempt, double share) {
        double doubled = (double) initial.toNanos() * Math.pow(2, Math.min(attempt, MAX_DOUBLINGS));
        return Duration.ofNanos((long) (share * Math.min(doubled, (double) max.toNanos())));
    }
}
