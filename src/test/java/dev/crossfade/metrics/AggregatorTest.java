package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.crossfade.bus.Activity;
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
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        MetricsSnapshot snapshot = snapshot();
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
        assertThat(snapshot().refused()).isEqualTo(Map.of(Refusal.MALFORMED, 1L, Refusal.INVALID, 7L));
    }

    @Test
    void typesBeyondTheBoundAreCountedTogether() {
        for (int i = 0; i < ByName.MAX_NAMES + 500; i++) {
            aggregator.add(tallies("type" + i, new Counts(1, 0, 0, 0, 1, 0, 0, 0, 0)));
        }
        MetricsSnapshot snapshot = snapshot();
        assertThat(snapshot.byEventType()).hasSize(ByName.MAX_NAMES + 1);
        assertThat(snapshot.byEventType().get(ByName.OTHER).total()).isEqualTo(500);
    }

    @Test
    void deliveriesOfInstancesAddUpButEachEventCountsOnce() {
        aggregator.add(delivered("one", 3, 1000));
        aggregator.add(delivered("two", 2, 2000));
        aggregator.add(delivered("one", 1, 3000));
        MetricsSnapshot.Delivery delivery = snapshot().adapters().get(Adapter.WEBSOCKET);
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
                snapshot().adapters().get(Adapter.WEBSOCKET).latency();
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
        return snapshot().adapters().get(Adapter.WEBSOCKET).latencySumMillis();
    }

    @Test
    void quantilesAreWithinAHundredthOfTheExactOnesForEachCategory() {
        Random random = new Random(11);
        Map<Category, List<Long>> recorded = new EnumMap<>(Category.class);
        for (int second = 0; second < 50; second++) {
            Map<Category, Histogram> told = new EnumMap<>(Category.class);
            for (int n = 0; n < 400; n++) {
                Category category = List.of(Category.DEBUG, Category.SYSTEM, Category.CRITICAL)
                        .get(random.nextInt(3));
                long micros = 100 + (long) Math.exp(random.nextGaussian() * 1.5 + 9);
                recorded.computeIfAbsent(category, first -> new ArrayList<>()).add(micros);
                told.computeIfAbsent(category, first -> new Histogram(2)).recordValue(micros);
            }
            aggregator.add(new DeliveryObserved(Adapter.REALTIME, "one", 1, 400, 400, 0, 0, 0, told));
        }
        MetricsSnapshot.Delivery delivery = snapshot().adapters().get(Adapter.REALTIME);
        assertThat(delivery.byCategory()).hasSize(3);
        recorded.forEach((category, micros) -> {
            MetricsSnapshot.Quantiles quantiles = delivery.byCategory().get(category);
            assertThat(quantiles.count()).isEqualTo(micros.size());
            assertThat(quantiles.p50Millis()).isCloseTo(exact(micros, 50), withinPercentage(1));
            assertThat(quantiles.p95Millis()).isCloseTo(exact(micros, 95), withinPercentage(1));
            assertThat(quantiles.p99Millis()).isCloseTo(exact(micros, 99), withinPercentage(1));
        });
        List<Long> all = recorded.values().stream().flatMap(List::stream).toList();
        assertThat(delivery.p95Millis()).isCloseTo(exact(all, 95), withinPercentage(1));
        assertThat(delivery.latencySumMillis())
                .isCloseTo(all.stream().mapToLong(n -> n).sum() / 1e3, withinPercentage(1));
    }

    private static double exact(List<Long> micros, double percentile) {
        List<Long> sorted = micros.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * percentile / 100) - 1) / 1e3;
    }

    @Test
    void anAdapterOfWhichNobodyToldIsNotRunning() {
        assertThat(snapshot().adapters().get(Adapter.REALTIME).running()).isFalse();
    }

    private MetricsSnapshot snapshot() {
        return aggregator.snapshot(Activity.NONE, NOW);
    }

    private static Tallies tallies(String type, Counts counts) {
        Tallies tallies = new Tallies();
        tallies.of(type, Category.SYSTEM).add(counts);
        return tallies;
    }

    private static DeliveryObserved delivered(String instance, int connections, long latencyMicros) {
        Histogram latency = new Histogram(2);
        latency.recordValue(latencyMicros);
        return new DeliveryObserved(
                Adapter.WEBSOCKET, instance, connections, 10, 20, 0, 0, 0, Map.of(Category.SYSTEM, latency));
    }
}
