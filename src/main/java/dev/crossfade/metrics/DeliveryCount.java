package dev.crossfade.metrics;

import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.event.Category;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Adds up what the instances of one adapter did. Belongs to one thread. */
final class DeliveryCount {
    private static final double MICROS_PER_MILLI = 1e3;
    private static final double P50 = 50;
    private static final double P95 = 95;
    private static final double P99 = 99;
    private static final long[] BOUNDS_MILLIS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};

    private final Map<String, Integer> connections = new HashMap<>();
    /** By instance: each sees every event of the adapter, so the furthest of them has the number. */
    private final Map<String, Long> events = new HashMap<>();

    private final Histogram latency = new Histogram(2);
    private final Map<Category, Histogram> byCategory = new EnumMap<>(Category.class);
    private long deliveries;
    private long skipped;
    private long failures;
    private long gaps;
    private double latencyMicros;

    void add(DeliveryObserved observed) {
        connections.put(observed.instance(), observed.connections());
        events.merge(observed.instance(), observed.events(), Long::sum);
        deliveries += observed.deliveries();
        skipped += observed.skipped();
        failures += observed.failures();
        gaps += observed.gaps();
        observed.latency().forEach(this::add);
    }

    void add(DeliveryCount more) {
        connections.putAll(more.connections);
        more.events.forEach((instance, passed) -> events.merge(instance, passed, Long::sum));
        deliveries += more.deliveries;
        skipped += more.skipped;
        failures += more.failures;
        gaps += more.gaps;
        more.byCategory.forEach(this::add);
    }

    /** Knows who is connected now. */
    void connectedAs(DeliveryCount now) {
        connections.clear();
        connections.putAll(now.connections);
    }

    private void add(Category category, Histogram more) {
        latency.add(more);
        byCategory.computeIfAbsent(category, first -> new Histogram(2)).add(more);
        latencyMicros += more.getTotalCount() == 0 ? 0 : more.getMean() * more.getTotalCount();
    }

    MetricsSnapshot.Delivery snapshot() {
        int open = connections.values().stream().mapToInt(Integer::intValue).sum();
        long passed = events.values().stream().mapToLong(Long::longValue).max().orElse(0);
        Map<Category, MetricsSnapshot.Quantiles> categories = new EnumMap<>(Category.class);
        byCategory.forEach((category, histogram) -> categories.put(category, quantiles(histogram)));
        MetricsSnapshot.Quantiles all = quantiles(latency);
        return new MetricsSnapshot.Delivery(
                !connections.isEmpty(),
                open,
                passed,
                deliveries,
                skipped,
                failures,
                gaps,
                all.p50Millis(),
                all.p95Millis(),
                all.p99Millis(),
                buckets(),
                latencyMicros / MICROS_PER_MILLI,
                Map.copyOf(categories));
    }

    private List<MetricsSnapshot.Bucket> buckets() {
        List<MetricsSnapshot.Bucket> buckets = new ArrayList<>();
        for (long bound : BOUNDS_MILLIS) {
            long micros = bound * (long) MICROS_PER_MILLI;
            long count = latency.getTotalCount() == 0 ? 0 : latency.getCountBetweenValues(0, micros);
            buckets.add(new MetricsSnapshot.Bucket(bound, count));
        }
        buckets.add(new MetricsSnapshot.Bucket(Double.POSITIVE_INFINITY, latency.getTotalCount()));
        return List.copyOf(buckets);
    }

    private static MetricsSnapshot.Quantiles quantiles(Histogram histogram) {
        return new MetricsSnapshot.Quantiles(
                histogram.getTotalCount(), millis(histogram, P50), millis(histogram, P95), millis(histogram, P99));
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
    }
}
