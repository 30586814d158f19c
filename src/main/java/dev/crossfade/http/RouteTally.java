package dev.crossfade.http;

import dev.crossfade.event.Category;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.routing.Guards;
import dev.crossfade.routing.Router;
import java.util.EnumMap;
import java.util.Map;

/** Counts which routes events have taken, and which they would take under other settings. */
final class RouteTally {
    private final Router proposed;
    private final Map<Category, Counts> counts = new EnumMap<>(Category.class);

    /** @param proposed decides the routes that they would take, whatever the guard says at the moment */
    RouteTally(Router proposed) {
        this.proposed = proposed;
        for (Category category : Category.values()) {
            counts.put(category, new Counts());
        }
    }

    void add(MonitoringEvent event) {
        Route next = proposed.resolve(event.category(), event.id(), event.source(), Guards.CLOSED)
                .route();
        counts.get(event.category()).add(event.route(), next);
    }

    Counts of(Category category) {
        return counts.get(category);
    }

    /** All categories together. */
    Counts all() {
        Counts all = new Counts();
        counts.values().forEach(all::add);
        return all;
    }

    /** How many events took, and would take, each route. */
    static final class Counts {
        private final Map<Route, Long> stored = new EnumMap<>(Route.class);
        private final Map<Route, Long> next = new EnumMap<>(Route.class);
        private long events;
        private long changed;

        private void add(Route before, Route then) {
            stored.merge(before, 1L, Long::sum);
            next.merge(then, 1L, Long::sum);
            events++;
            if (before != then) {
                changed++;
            }
        }

        private void add(Counts others) {
            others.stored.forEach((route, count) -> stored.merge(route, count, Long::sum));
            others.next.forEach((route, count) -> next.merge(route, count, Long::sum));
            events += others.events;
            changed += others.changed;
        }

        /** Routes as they were stored. */
        Map<Route, Long> stored() {
            return Map.copyOf(stored);
        }

        /** Routes under the other settings. */
        Map<Route, Long> next() {
            return Map.copyOf(next);
        }

        long events() {
            return events;
        }

        /** Events whose route would be another. */
        long changed() {
            return changed;
        }
    }
}
