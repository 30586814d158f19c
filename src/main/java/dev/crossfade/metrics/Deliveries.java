package dev.crossfade.metrics;

import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.event.Adapter;
import java.util.EnumMap;
import java.util.Map;

/** What the adapters did, each of them. Belongs to one thread. */
final class Deliveries {
    private final Map<Adapter, DeliveryCount> byAdapter = new EnumMap<>(Adapter.class);

    void add(DeliveryObserved observed) {
        of(observed.adapter()).add(observed);
    }

    void add(Deliveries more) {
        more.byAdapter.forEach((adapter, count) -> of(adapter).add(count));
    }

    private DeliveryCount of(Adapter adapter) {
        return byAdapter.computeIfAbsent(adapter, first -> new DeliveryCount());
    }

    Map<Adapter, MetricsSnapshot.Delivery> snapshot() {
        Map<Adapter, MetricsSnapshot.Delivery> snapshot = new EnumMap<>(Adapter.class);
        for (Adapter adapter : Adapter.values()) {
            snapshot.put(adapter, of(adapter).snapshot());
        }
        return Map.copyOf(snapshot);
    }

    /** Knows who is connected now, of which a span of the past says nothing. */
    void connectedAs(Deliveries now) {
        now.byAdapter.forEach((adapter, count) -> of(adapter).connectedAs(count));
    }
}
