package dev.crossfade.metrics;

import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts by kind of event, of a bounded number of event types. Belongs to one thread. */
final class Tallies {
    private static final List<Category> CATEGORIES = List.of(Category.values());

    private final ByName<Map<Category, Count>> byType;

    /** Is shown a kind of event and its counts. */
    @FunctionalInterface
    interface Visitor {
        void visit(String eventType, Category category, Count count);
    }

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
        more.forEach((type, category, count) -> of(type, category).add(count));
    }

    /** Adds time spent on events of a kind, where any is counted. */
    void addTime(EventKind kind, long nanos) {
        byType.known(kind.eventType())
                .map(categories -> categories.get(kind.category()))
                .ifPresent(count -> count.addTime(nanos));
    }

    /** Makes no object per kind: this is done for every batch, several times. */
    void forEach(Visitor visitor) {
        for (Map.Entry<String, Map<Category, Count>> type : byType.all().entrySet()) {
            for (int at = 0; at < CATEGORIES.size(); at++) {
                Count count = type.getValue().get(CATEGORIES.get(at));
                if (count != null) {
                    visitor.visit(type.getKey(), CATEGORIES.get(at), count);
                }
            }
        }
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
