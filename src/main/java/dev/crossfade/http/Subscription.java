package dev.crossfade.http;

import dev.crossfade.event.Category;
import dev.crossfade.event.MonitoringEvent;
import java.util.Set;

/**
 * What a live client wants to see. Clients with equal subscriptions share one encoding of each batch.
 *
 * @param categories any of these; empty means all
 * @param eventTypes any of these, exactly; empty means all
 * @param sources any of these, exactly; empty means all
 * @param shape how events are framed
 */
record Subscription(Set<Category> categories, Set<String> eventTypes, Set<String> sources, Shape shape) {

    /** How events are put into frames. */
    enum Shape {
        /** {@code {"type":"events","events":[…]}}. */
        BATCH,
        /** One event a frame, its fields at top level, {@code type} its event type. */
        SINGLE
    }

    static Subscription everything(Shape shape) {
        return new Subscription(Set.of(), Set.of(), Set.of(), shape);
    }

    /** Whether every event is wanted, so that nothing needs to be looked at. */
    boolean isEverything() {
        return categories.isEmpty() && eventTypes.isEmpty() && sources.isEmpty();
    }

    boolean wants(MonitoringEvent event) {
        return (categories.isEmpty() || categories.contains(event.category()))
                && (eventTypes.isEmpty() || eventTypes.contains(event.eventType()))
                && (sources.isEmpty() || sources.contains(event.source()));
    }
}
