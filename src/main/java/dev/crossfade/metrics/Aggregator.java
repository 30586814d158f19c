package dev.crossfade.metrics;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.Counts;
import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.Refusal;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

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

    /** What was counted of all events since the start. */
    Tallies tallies() {
        return tallies;
    }

    /**
     * The counters of the moment.
     *
     * @param counted of all events, or of those of a window
     */
    MetricsSnapshot snapshot(Tallies counted, Activity activity, Instant now) {
        Map<Category, Counts> byCategory = new EnumMap<>(Category.class);
        Map<String, Counts> byEventType = new HashMap<>();
        Map<String, Long> lastUpdated = new HashMap<>();
        counted.forEach((kind, count) -> {
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
                activity,
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
}
