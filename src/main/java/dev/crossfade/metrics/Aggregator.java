package dev.crossfade.metrics;

import dev.crossfade.bus.Counts;
import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.Refusal;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Adds up what the parts observed. Belongs to one thread. */
final class Aggregator {
    private static final double NANOS_PER_MILLI = 1e6;

    private final Tallies tallies = new Tallies();
    private final Map<Adapter, DeliveryCount> adapters = new EnumMap<>(Adapter.class);
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private long malformed;
    private long duplicates;

    Aggregator() {
        for (Adapter adapter : Adapter.values()) {
            adapters.put(adapter, new DeliveryCount());
        }
    }

    /** Adds what was counted of some events. */
    void add(Tallies more) {
        tallies.add(more);
    }

    /** Adds what one request had that is no kind of event. */
    void add(IntakeObserved observed) {
        malformed += observed.malformed();
        duplicates += observed.duplicates();
        observed.refused().forEach((reason, events) -> refused.merge(reason, (long) events, Long::sum));
    }

    /** Adds what an adapter's instance did. */
    void add(DeliveryObserved observed) {
        adapters.get(observed.adapter()).add(observed);
    }

    /** The counters of the moment. */
    MetricsSnapshot snapshot(Instant now) {
        Map<Category, Counts> byCategory = new EnumMap<>(Category.class);
        Map<String, Counts> byEventType = new HashMap<>();
        Map<String, Long> lastUpdated = new HashMap<>();
        tallies.forEach((kind, count) -> {
            byCategory.merge(kind.category(), count.counts(), Counts::plus);
            byEventType.merge(kind.eventType(), count.counts(), Counts::plus);
            lastUpdated.merge(kind.eventType(), count.lastMillis(), Math::max);
        });
        Map<String, MetricsSnapshot.Validation> validation = new HashMap<>();
        byEventType.forEach((type, counts) -> {
            if (counts.judged() > 0) {
                validation.put(type, validation(counts, Instant.ofEpochMilli(lastUpdated.get(type))));
            }
        });
        Map<Adapter, MetricsSnapshot.Delivery> delivery = new EnumMap<>(Adapter.class);
        adapters.forEach((adapter, count) -> delivery.put(adapter, count.snapshot()));
        return new MetricsSnapshot(
                Map.copyOf(validation),
                Map.copyOf(byCategory),
                malformed,
                Map.copyOf(refused),
                duplicates,
                Map.copyOf(delivery),
                now);
    }

    private static MetricsSnapshot.Validation validation(Counts counts, Instant lastUpdated) {
        return new MetricsSnapshot.Validation(
                counts.passed(),
                counts.failed(),
                counts.errors(),
                counts.warnings(),
                counts.nanos() / NANOS_PER_MILLI / counts.judged(),
                lastUpdated);
    }

    private static final class DeliveryCount {
        private static final double MICROS_PER_MILLI = 1e3;
        private static final double P50 = 50;
        private static final double P95 = 95;
        private static final double P99 = 99;
        private static final long[] BOUNDS_MILLIS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};

        private final Map<String, Integer> connections = new HashMap<>();
        /** By instance: each sees every event of the adapter, so the furthest of them has the number. */
        private final Map<String, Long> events = new HashMap<>();

        private final Histogram latency = new Histogram(2);
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
            latency.add(observed.latency());
            latencyMicros += sum(observed.latency());
        }

        MetricsSnapshot.Delivery snapshot() {
            int open = connections.values().stream().mapToInt(Integer::intValue).sum();
            long passed =
                    events.values().stream().mapToLong(Long::longValue).max().orElse(0);
            return new MetricsSnapshot.Delivery(
                    !connections.isEmpty(),
                    open,
                    passed,
                    deliveries,
                    skipped,
                    failures,
                    gaps,
                    millis(P50),
                    millis(P95),
                    millis(P99),
                    buckets(),
                    latencyMicros / MICROS_PER_MILLI);
        }

        private static double sum(Histogram latency) {
            return latency.getTotalCount() == 0 ? 0 : latency.getMean() * latency.getTotalCount();
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

        private double millis(double percentile) {
            return latency.getTotalCount() == 0 ? 0 : latency.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
        }
    }
}
