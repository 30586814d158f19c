package dev.crossfade.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Something of each event type, for so many types at most; the rest shares one. Belongs to one thread.
 *
 * @param <C> what is kept of a type; it counts, so it changes
 */
final class ByEventType<C> {
    /** Event types that have their own; a bound on memory, whatever publishers send. */
    static final int MAX_EVENT_TYPES = 1000;

    /** Stands for every further event type. */
    static final String OTHER = "__other__";

    private final Map<String, C> byType = new HashMap<>();
    private final Supplier<C> fresh;
    private final int most;

    ByEventType(Supplier<C> fresh) {
        this(fresh, MAX_EVENT_TYPES);
    }

    /** @param most names that have their own */
    ByEventType(Supplier<C> fresh, int most) {
        this.fresh = fresh;
        this.most = most;
    }

    /** The type's own, or what it shares. */
    C of(String type) {
        C known = byType.get(type);
        if (known != null) {
            return known;
        }
        boolean room = byType.size() - (byType.containsKey(OTHER) ? 1 : 0) < most;
        return byType.computeIfAbsent(room ? type : OTHER, first -> fresh.get());
    }

    /** What there is. */
    Map<String, C> all() {
        return byType;
    }

    void clear() {
        byType.clear();
    }
}
