package dev.crossfade.metrics;

import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;

/** Counts by kind of event, of a bounded number of event types. Belongs to one thread. */
final class Tallies {
    private final ByName<Map<Category, Count>> byType;

    Tallies() {
        this(ByName.MAX_NAMES);
    }

    private Tallies(int mostTypes) {
        this.byType = new ByName<>(() -> new EnumMap<>(Category.class), mostTypes);
    }

    /** With every event type by its name: for a batch, which is bounded itself, on its way to others. */
    static Tallies ofABatch() {
        return new Tallies(Integer.MAX_VALUE);
    }

    /** Where to count events of that kind. */
    Count of(String eventType, Category category) {
        return byType.of(eventType).computeIfAbsent(category, first -> new Count());
    }

    void add(Tallies more) {
        more.forEach((kind, count) -> of(kind.eventType(), kind.category()).add(count));
    }

    /** Adds time spent on events of a kind, where any is counted. */
    void addTime(EventKind kind, long nanos) {
        byType.known(kind.eventType())
                .map(categories -> categories.get(kind.category()))
                .ifPresent(count -> count.addTime(nanos));
    }

    void forEach(BiConsumer<EventKind, Count> use) {
        byType.all()
                .forEach((type, categories) ->
                        categories.forEach((category, count) -> use.accept(new EventKind(type, category), count)));
    }

    /** Accepted events of all kinds. */
    long accepted() {
        long accepted = 0;
        for (Map<Category, Count> categories : byType.all().values()) {
            for (Count count : categories.values()) {
                accepted += count.accepted();
            }
        }
        return accepted;
    }

    boolean isEmpty() {
        return byType.all().isEmpty();
    }

    void clear() {
        byType.clear();
    }
}
