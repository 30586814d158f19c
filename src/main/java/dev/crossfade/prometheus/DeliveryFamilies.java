package dev.crossfade.prometheus;

import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.DeliveryHealth;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.MetricsSnapshot.Delivery;
import dev.crossfade.config.DualWrite;
import dev.crossfade.event.Adapter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The metrics of delivery: one series an adapter. */
final class DeliveryFamilies {
    private static final String ADAPTER = "adapter";
    private static final double MILLIS_PER_SECOND = 1000;

    private DeliveryFamilies() {}

    static void add(
            MetricSnapshots.Builder all, MetricsSnapshot metrics, CurrentGuard guard, Optional<ConfigObserved> config) {
        all.metricSnapshot(counter(
                        metrics,
                        new Family("deliveries", "Events written to clients, times the clients, by adapter"),
                        Delivery::deliveries))
                .metricSnapshot(counter(
                        metrics,
                        new Family("delivery_failures", "Deliveries whose write to the client failed"),
                        Delivery::failures))
                .metricSnapshot(counter(
                        metrics,
                        new Family("delivery_gaps", "Times that a slow client was told that it missed events"),
                        Delivery::gaps))
                .metricSnapshot(latency(metrics))
                .metricSnapshot(health(metrics, guard));
        config.map(told -> told.inForce().settings().dualWrite().adapterHealth())
                .ifPresent(limits -> all.metricSnapshot(limit(limits)));
    }

    private static MetricSnapshot counter(MetricsSnapshot metrics, Family family, ToLongFunction<Delivery> count) {
        for (Adapter adapter : Adapter.values()) {
            family.of(count.applyAsLong(metrics.adapters().get(adapter)), ADAPTER, adapter.label());
        }
        return family.counter();
    }

    private static MetricSnapshot latency(MetricsSnapshot metrics) {
        Family.Histogram latency = new Family(
                        "delivery_latency_seconds",
                        "Time from the receipt of an event until it was written to its clients")
                .histogram();
        for (Adapter adapter : Adapter.values()) {
            Delivery delivery = metrics.adapters().get(adapter);
            latency.of(delivery.latency(), delivery.latencySumMillis(), ADAPTER, adapter.label());
        }
        return latency.build();
    }

    private static MetricSnapshot health(MetricsSnapshot metrics, CurrentGuard guard) {
        Family health = new Family("adapter_health", "Health of the adapter: 1 for the state that it is in, else 0");
        for (Adapter adapter : Adapter.values()) {
            DeliveryHealth now = DeliveryHealth.of(metrics.adapters().get(adapter), guard.of(adapter));
            for (DeliveryHealth state : DeliveryHealth.values()) {
                health.of(state == now ? 1 : 0, ADAPTER, adapter.label(), "state", state.label());
            }
        }
        return health.gauge();
    }

    private static MetricSnapshot limit(Map<Adapter, DualWrite.AdapterHealth> limits) {
        Family limit = new Family(
                "delivery_latency_limit_seconds",
                "Latency at the 95th percentile from which on an adapter is degraded");
        for (Adapter adapter : Adapter.values()) {
            double millis = limits.get(adapter).latencyThreshold().toMillis();
            limit.of(millis / MILLIS_PER_SECOND, ADAPTER, adapter.label());
        }
        return limit.gauge(Unit.SECONDS);
    }
}
