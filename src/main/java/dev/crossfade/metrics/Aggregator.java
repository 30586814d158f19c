package dev.crossfade.metrics;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.Counts;
import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Adds up what the parts observed, over whatever span of time it is given. Belongs to one thread. */
final class Aggregator {
    private static final double NANOS_PER_MILLI = 1e6;
    /** So that a table of so many names never grows. */
    private static final int TABLE_PER_NAME = 2;

    private final ByName<Count> byType = new ByName<>(Count::new);
    private final Map<Category, Count> byCategory = new EnumMap<>(Category.class);
    private final Deliveries deliveries = new Deliveries();
    private final Refusals refusals = new Refusals();

    /** Adds what was counted of some events. */
    void add(Tallies more) {
        more.forEach((type, category, count) -> {
            byType.of(type).add(count);
            of(category).add(count);
        });
    }

    /** Adds what one request had that is no kind of event. */
    void add(IntakeObserved observed) {
        refusals.add(observed);
    }

    /** Adds what an adapter's instance did. */
    void add(DeliveryObserved observed) {
        deliveries.add(observed);
    }

    /** Adds time spent on validating events of a kind, where any is counted. */
    void addTime(EventKind kind, long nanos) {
        byType.known(kind.eventType()).ifPresent(count -> {
            count.addTime(nanos);
            of(kind.category()).addTime(nanos);
        });
    }

    void add(Slice more) {
        add(more.tallies());
        deliveries.add(more.deliveries());
        refusals.add(more.refusals());
    }

    void add(Aggregator more) {
        more.byType.all().forEach((type, count) -> byType.of(type).add(count));
        more.byCategory.forEach((category, count) -> of(category).add(count));
        deliveries.add(more.deliveries);
        refusals.add(more.refusals);
    }

    private Count of(Category category) {
        return byCategory.computeIfAbsent(category, first -> new Count());
    }

    /** Knows who is connected now, of which a span of the past says nothing. */
    void connectedAs(Aggregator now) {
        deliveries.connectedAs(now.deliveries);
    }

    /** Accepted events. */
    long accepted() {
        return byCategory.values().stream().mapToLong(Count::accepted).sum();
    }

    /** The counters of the moment. */
    MetricsSnapshot snapshot(Activity activity, Instant now) {
        Map<String, MetricsSnapshot.Validation> validation =
                new HashMap<>(TABLE_PER_NAME * byType.all().size());
        byType.all().forEach((type, count) -> {
            Counts counts = count.counts();
            if (counts.judged() > 0) {
                validation.put(type, validation(counts, Instant.ofEpochMilli(count.lastMillis())));
            }
        });
        Map<Category, Counts> categories = new EnumMap<>(Category.class);
        byCategory.forEach((category, count) -> categories.put(category, count.counts()));
        return new MetricsSnapshot(
                Collections.unmodifiableMap(validation),
                Map.copyOf(categories),
                refusals.malformed(),
                refusals.byReason(),
                refusals.duplicates(),
                deliveries.snapshot(),
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
