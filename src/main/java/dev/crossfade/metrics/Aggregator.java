package dev.crossfade.metrics;

import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.event.Adapter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Adds up what the parts observed. Belongs to one thread. */
final class Aggregator {
    private final ByEventType<ValidationCount> byEventType = new ByEventType<>(ValidationCount::new);
    private final Map<Adapter, DeliveryCount> adapters = new EnumMap<>(Adapter.class);
    private long malformed;
    private long suppressed;
    private long duplicates;

    Aggregator() {
        for (Adapter adapter : Adapter.values()) {
            adapters.put(adapter, new DeliveryCount());
        }
    }

    /** Adds one request. */
    void add(IntakeObserved observed, Instant now) {
        malformed += observed.malformed();
        suppressed += observed.suppressed();
        duplicates += observed.duplicates();
        observed.byEventType().forEach((type, tally) -> byEventType.of(type).add(tally, now));
    }

    /** Adds what an adapter's instance did. */
    void add(DeliveryObserved observed) {
        adapters.get(observed.adapter()).add(observed);
    }

    /** The counters of the moment. */
    MetricsSnapshot snapshot(Instant now) {
        Map<String, MetricsSnapshot.Validation> validation = new HashMap<>();
        byEventType.all().forEach((type, count) -> validation.put(type, count.snapshot()));
        Map<Adapter, MetricsSnapshot.Delivery> delivery = new EnumMap<>(Adapter.class);
        adapters.forEach((adapter, count) -> delivery.put(adapter, count.snapshot()));
        return new MetricsSnapshot(
                Map.copyOf(validation), malformed, suppressed, duplicates, Map.copyOf(delivery), now);
    }

    private static final class ValidationCount {
        private static final double NANOS_PER_MILLI = 1e6;

        private long passed;
        private long failed;
        private long errors;
        private long warnings;
        private long nanos;
        private Instant lastUpdated = Instant.EPOCH;

        void add(IntakeObserved.Tally tally, Instant now) {
            passed += tally.passed();
            failed += tally.failed();
            errors += tally.errors();
            warnings += tally.warnings();
            nanos += tally.nanos();
            lastUpdated = now;
        }

        MetricsSnapshot.Validation snapshot() {
            long total = passed + failed;
            double average = total == 0 ? 0 : nanos / NANOS_PER_MILLI / total;
            return new MetricsSnapshot.Validation(passed, failed, errors, warnings, average, lastUpdated);
        }
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

        void add(DeliveryObserved observed) {
            connections.put(observed.instance(), observed.connections());
            events.merge(observed.instance(), observed.events(), Long::sum);
            deliveries += observed.deliveries();
            skipped += observed.skipped();
            failures += observed.failures();
            gaps += observed.gaps();
            latency.add(observed.latency());
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
                    buckets());
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
