package dev.crossfade.alert;

import java.time.Duration;

/**
 * How patient the daemon is with a receiver.
 *
 * @param connect bound on finding it
 * @param answer bound on a request until the answer begins, and on the rest of the answer again
 * @param attempts of one request, the first included
 * @param firstPause before the n-th new attempt: random between 0 and this doubled n - 1 times
 * @param longestPause bound on that
 * @param failures so many requests that failed with none taken between open the breaker
 * @param reset from opening to the one probe that may close it
 * @param resend so often Alertmanager is told again of what fires
 * @param goodbye bound on the last try when the daemon stops
 */
record Pace(
        Duration connect,
        Duration answer,
        int attempts,
        Duration firstPause,
        Duration longestPause,
        int failures,
        Duration reset,
        Duration resend,
        Duration goodbye) {

    static final Pace USUAL = new Pace(
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            3,
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            3,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofSeconds(1));

    /** Longer than so many requests can take to fail, so that none is forgotten before they are complete. */
    Duration window() {
        Duration attempt = connect.plus(answer).plus(longestPause);
        return attempt.multipliedBy((long) attempts * (failures + 1)).plusSeconds(1);
    }
}
