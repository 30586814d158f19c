package dev.crossfade.bus;

import java.util.List;
import java.util.Map;

/**
 * How persistence is doing. Counts are since the start of the daemon.
 *
 * @param reachable whether there is a connection to the database
 * @param breaker of all writes to the database
 * @param attempts writes that were tried again after the database was unavailable
 * @param flushes statements that stored events
 * @param flushedRows events stored by them
 * @param rows events stored, dead letters that were recovered among them
 * @param refused events that the database refused for good and that became dead letters
 * @param writes how long the writing of events took
 * @param metrics flushes of metrics
 * @param writePath how events are written; empty before the first connection, and where no path is permitted
 * @param deadLetters how many there are in each status; empty before they were first counted
 * @param roundTripMillis of the last probe; 0 before the first
 * @param lastSuccessMillis of a write, since the epoch; 0 before the first
 * @param lastError text fit for an operator; empty when there was none. It stays when the trouble is over
 * @param lastErrorMillis when that was, since the epoch; 0 when there was none
 */
public record PersistenceObserved(
        boolean reachable,
        Breaker breaker,
        long attempts,
        long flushes,
        long flushedRows,
        long rows,
        long refused,
        Writes writes,
        MetricsFlushes metrics,
        String writePath,
        Map<String, Long> deadLetters,
        double roundTripMillis,
        long lastSuccessMillis,
        String lastError,
        long lastErrorMillis) {

    /** Before persistence has told anything. */
    public static PersistenceObserved nothingYet() {
        return new PersistenceObserved(
                false,
                new Breaker("database", BreakerState.CLOSED, 0, 0, 0, 0),
                0,
                0,
                0,
                0,
                0,
                Writes.NONE,
                new MetricsFlushes(0, 0, 0, 0),
                "",
                Map.of(),
                0,
                0,
                "not connected yet",
                0);
    }

    /**
     * Batches of events that were committed.
     *
     * @param times from being sent until they were committed: how many took at most so long, for growing bounds; the last
     *     has them all
     * @param sumMillis of all of them together
     */
    public record Writes(List<MetricsSnapshot.Bucket> times, double sumMillis) {
        /** Before the first. */
        public static final Writes NONE =
                new Writes(List.of(new MetricsSnapshot.Bucket(Double.POSITIVE_INFINITY, 0)), 0);

        public Writes {
            times = List.copyOf(times);
        }
    }

    /**
     * Flushes of metrics.
     *
     * @param total those stored
     * @param rows stored by them
     * @param passedOver those that the database refused for good
     * @param lastMillis when the last was stored, since the epoch; 0 before the first
     */
    public record MetricsFlushes(long total, long rows, long passedOver, long lastMillis) {}

    /**
     * The circuit breaker.
     *
     * @param failures operations that failed, each after all its attempts
     * @param opened times that it opened
     * @param closed times that it closed again
     * @param rejected operations turned away while it was open
     */
    public record Breaker(String name, BreakerState state, long failures, long opened, long closed, long rejected) {}
}
