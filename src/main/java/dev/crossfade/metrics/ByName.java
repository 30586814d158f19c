package dev.crossfade.metrics;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something of each name that publishers make up (event types, sources), for so many names at most; the rest shares one.
 * Belongs to one thread.
 *
 * @param <C> what is kept of a name; it counts, so it changes
 */
final class ByName<C> {
    /** Names that have their own; a bound on memory, whatever publishers send. */
    static final int MAX_NAMES = 1000;

    /** Stands for every further name. */
    static final String OTHER = "__other__";

    private final Map<String, C> byName = new HashMap<>();
    private final Supplier<C> fresh;
    private final int most;

    ByName(Supplier<C> fresh) {
        this(fresh, MAX_NAMES);
    }

    /** @param most names that have their own */
    ByName(Supplier<C> fresh, int most) {
        this.fresh = fresh;
        this.most = most;
    }

    /** The name's own, or what it shares. */
    C of(String name) {
        C known = byName.get(name);
        if (known != null) {
            return known;
        }
        boolean room = byName.size() - (byName.containsKey(OTHER) ? 1 : 0) < most;
        return byName.computeIfAbsent(room ? name : OTHER, first -> fresh.get());
    }

    /** The same where there is any already. */
    Optional<C> known(String name) {
        return Optional.ofNullable(byName.getOrDefault(name, byName.get(OTHER)));
    }

    /** What there is. */
    Map<String, C> all() {
        return byName;
    }

    void clear() {
        byName.clear();
    }
}
