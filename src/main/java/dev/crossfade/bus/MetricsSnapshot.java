package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The live counters of one moment; all since the start of the daemon.
 *
 * @param byEventType at most 1,000 types and {@code __other__}; those that validation judged
 * @param byCategory categories of which there were events
 * @param malformed events that were no events
 * @param refused events by the reason that they were refused for; none of it where there were none
 * @param duplicates events that were known already by their id
 * @param activity at that moment
 */
public record MetricsSnapshot(
        Map<String, Validation> byEventType,
        Map<Category, Counts> byCategory,
        long malformed,
        Map<Refusal, Long> refused,
        long duplicates,
        Map<Adapter, Delivery> adapters,
        Activity activity,
        Instant at) {

    /** Of all categories together. */
    public Counts total() {
        return byCategory.values().stream().reduce(Counts.NONE, Counts::plus);
    }

    /** Validation of one event type. */
    public record Validation(
            long passed, long failed, long errors, long warnings, double averageMillis, Instant lastUpdated) {
        public long total() {
            return passed + failed;
        }
    }

    /**
     * Delivery over one adapter; latency from receipt to the write, in milliseconds.
     *
     * @param running whether any instance of the adapter has ever told
     * @param latency how many events took at most so long, for growing bounds
     * @param latencySumMillis of all of them together, right to 1 %
     * @param byCategory latency of the events of each category of which any was delivered
     */
    public record Delivery(
            boolean running,
            int connections,
            long events,
            long deliveries,
            long skipped,
            long failures,
            long gaps,
            double p50Millis,
            double p95Millis,
            double p99Millis,
            List<Bucket> latency,
            double latencySumMillis,
            Map<Category, Quantiles> byCategory) {}

    /** Of latencies in milliseconds, right to 1 %. */
    public record Quantiles(long count, double p50Millis, double p95Millis, double p99Millis) {}

    /**
     * Events that were delivered in that time or less.
     *
     * @param boundMillis infinite for the last, which has them all
     */
    public record Bucket(double boundMillis, long count) {}
}
