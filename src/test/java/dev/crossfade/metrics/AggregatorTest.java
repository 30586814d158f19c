package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.IntakeObserved.Tally;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.event.Adapter;
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
        aggregator.add(new IntakeObserved(Map.of("a", new Tally(2, 1, 0, 3, 1_000_000)), 4, 1, 0), NOW);
        aggregator.add(new IntakeObserved(Map.of("a", new Tally(1, 0, 0, 0, 3_000_000)), 0, 0, 0), NOW.plusSeconds(1));
        MetricsSnapshot snapshot = aggregator.snapshot(NOW);
        assertThat(snapshot.byEventType())
                .containsEntry("a", new MetricsSnapshot.Validation(3, 1, 0, 3, 1.0, NOW.plusSeconds(1)));
        assertThat(snapshot.malformed()).isEqualTo(4);
        assertThat(snapshot.suppressed()).isEqualTo(1);
    }

    @Test
    void typesBeyondTheBoundAreCountedTogether() {
        for (int i = 0; i < ByEventType.MAX_EVENT_TYPES + 500; i++) {
            aggregator.add(new IntakeObserved(Map.of("type" + i, new Tally(1, 0, 0, 0, 0)), 0, 0, 0), NOW);
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
    void anAdapterOfWhichNobodyToldIsNotRunning() {
        assertThat(aggregator.snapshot(NOW).adapters().get(Adapter.REALTIME).running())
                .isFalse();
    }

    private static DeliveryObserved delivered(String instance, int connections, long latencyMicros) {
        Histogram latency = new Histogram(2);
        latency.recordValue(latencyMicros);
        return new DeliveryObserved(Adapter.WEBSOCKET, instance, connections, 10, 20, 0, 0, 0, latency);
    }
}
