package dev.crossfade.http;

import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.MonitoringEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one instance of an adapter did since it last told. Belongs to its context. */
final class LiveCounts {
    private static final int SIGNIFICANT_DIGITS = 2;

    private final Adapter adapter;
    private final String instance;
    private long events;
    private long deliveries;
    private long skipped;
    private long failures;
    private long gaps;
    private Map<Category, Histogram> latency = new EnumMap<>(Category.class);

    /**
     * @param instance tells this instance from others of the same adapter
     */
    LiveCounts(Adapter adapter, String instance) {
        this.adapter = adapter;
        this.instance = instance;
    }

    void passed(int count) {
        events += count;
    }

    void delivered(int count) {
        deliveries += count;
    }

    void skipped(int count) {
        skipped += count;
    }

    void failed(int count) {
        failures += count;
    }

    void gap() {
        gaps++;
    }

    /** Records how long ago an event was received that is written now. */
    void written(MonitoringEvent event, Instant now) {
        latency.computeIfAbsent(event.category(), first -> new Histogram(SIGNIFICANT_DIGITS))
                .recordValue(Math.max(0, ChronoUnit.MICROS.between(event.receivedAt(), now)));
    }

    /** Gives what was counted and begins anew. */
    DeliveryObserved take(int connections) {
        DeliveryObserved observed = new DeliveryObserved(
                adapter, instance, connections, events, deliveries, skipped, failures, gaps, latency);
        events = 0;
        deliveries = 0;
        skipped = 0;
        failures = 0;
        gaps = 0;
        latency = new EnumMap<>(Category.class);
        return observed;
    }
}
