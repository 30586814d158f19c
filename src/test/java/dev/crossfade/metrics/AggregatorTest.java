package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Counts;
import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.Refusal;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class AggregatorTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private final Aggregator aggregator = new Aggregator();

    @Test
    void talliesOfOneTypeAddUp() {
        aggregator.add(tallies("a", new Counts(3, 3, 0, 1, 2, 1, 0, 3, 1_000_000)));
        aggregator.add(tallies("a", new Counts(1, 0, 1, 0, 1, 0, 0, 0, 3_000_000)));
        aggregator.add(new IntakeObserved(Map.of(), 4, 2));
        MetricsSnapshot snapshot = aggregator.snapshot(NOW);
        assertThat(snapshot.byEventType())
                .containsEntry("a", new MetricsSnapshot.Validation(3, 1, 0, 3, 1.0, Instant.EPOCH));
        assertThat(snapshot.malformed()).isEqualTo(4);
        assertThat(snapshot.duplicates()).isEqualTo(2);
        assertThat(snapshot.byCategory())
                .containsOnly(Map.entry(Category.SYSTEM, new Counts(4, 3, 1, 1, 3, 1, 0, 3, 4_000_000)));
    }

    @Test
    void refusalsOfOneReasonAddUp() {
        aggregator.add(new IntakeObserved(Map.of(), 1, 0, Map.of(Refusal.MALFORMED, 1, Refusal.INVALID, 2)));
        aggregator.add(IntakeObserved.refused(Refusal.INVALID, 5));
        assertThat(aggregator.snapshot(NOW).refused()).isEqualTo(Map.of(Refusal.MALFORMED, 1L, Refusal.INVALID, 7L));
    }

    @Test
    void typesBeyondTheBoundAreCountedTogether() {
        for (int i = 0; i < ByEventType.MAX_EVENT_TYPES + 500; i++) {
            aggregator.add(tallies("type" + i, new Counts(1, 0, 0, 0, 1, 0, 0, 0, 0)));
        }
        MetricsSnapshot snapshot = aggregator.snapshot(NOW);
        assertThat(snapshot.byEventType()).hasSize(ByEventType.MAX_EVENT_TYPES + 1);
        assertThat(snapshot.byEventType().get(ByEventType.OTHER).total()).isEqualTo(500);
    }

    @Test
    void deliveriesOfInstancesAddUpButEachEventCountsOnce() {
        aggregator.add(delivered("one", 3, 1000));
        aggregator.add(delivered("two", 2, 2000));
        aggregator.add(delivered("one", 1, 3000));
        MetricsSnapshot.Delivery delivery = aggregator.snapshot(NOW).adapters().get(Adapter.WEBSOCKET);
        assertThat(delivery.connections()).isEqualTo(3);
        assertThat(delivery.events()).isEqualTo(20);
        assertThat(delivery.deliveries()).isEqualTo(60);
        assertThat(delivery.p50Millis()).isBetween(1.98, 2.02);
        assertThat(delivery.running()).isTrue();
    }

    @Test
    void theLatencyIsAHistogramWhoseLastBucketHasEverything() {
        for (long micros : List.of(500L, 1500L, 40_000L, 60_000_000L)) {
            aggregator.add(delivered("one", 1, micros));
        }
        List<MetricsSnapshot.Bucket> latency =
                aggregator.snapshot(NOW).adapters().get(Adapter.WEBSOCKET).latency();
        assertThat(latency)
                .contains(
                        new MetricsSnapshot.Bucket(1, 1),
                        new MetricsSnapshot.Bucket(2, 2),
                        new MetricsSnapshot.Bucket(20, 2),
                        new MetricsSnapshot.Bucket(50, 3),
                        new MetricsSnapshot.Bucket(10_000, 3))
                .endsWith(new MetricsSnapshot.Bucket(Double.POSITIVE_INFINITY, 4));
    }

    @Test
    void theSumOfTheLatenciesIsRightToOnePercent() {
        assertThat(latencySum()).isZero();
        for (long micros : List.of(500L, 1500L, 40_000L, 60_000_000L)) {
            aggregator.add(delivered("one", 1, micros));
        }
        assertThat(latencySum()).isBetween(60_042 * 0.99, 60_042 * 1.01);
    }

    private double latencySum() {
        return aggregator.snapshot(NOW).adapters().get(Adapter.WEBSOCKET).latencySumMillis();
    }

    @Test
    void anAdapterOfWhichNobodyToldIsNotRunning() {
        assertThat(aggregator.snapshot(NOW).adapters().get(Adapter.REALTIME).running())
                .isFalse();
    }

    private static Tallies tallies(String type, Counts counts) {
        Tallies tallies = new Tallies();
        tallies.of(type, Category.SYSTEM).add(counts);
        return tallies;
    }

    private static DeliveryObserved delivered(String instance, int connections, long latencyMicros) {
        Histogram latency = new Histogram(2);
        latency.recordValue(latencyMicros);
        return new DeliveryObserved(Adapter.WEBSOCKET, instance, connections, 10, 20, 0, 0, 0, latency);
    }
}
