package dev.crossfade.guard;

import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The categories that the guard has set back to {@code websocket}, as the overrides have it: they survive a restart. */
final class RolledBack {
    private static final List<String> WEBSOCKET = List.of(Adapter.WEBSOCKET.label());

    private RolledBack() {}

    /** The override that sets a category back. */
    static String key(Category category) {
        return "dual_write.categories." + category.label() + ".adapters";
    }

    /** What is set. */
    static Object value() {
        return WEBSOCKET;
    }

    /** Those in force, with the reason. */
    static Map<Category, String> of(ConfigObserved config) {
        Map<Category, String> reasons = new EnumMap<>(Category.class);
        for (Category category : Category.values()) {
            OverrideEntry entry = config.overrides().get(key(category));
            if (entry != null && !entry.dropped() && entry.actor().equals(OverrideEntry.GUARD)) {
                reasons.put(category, entry.reason());
            }
        }
        return Map.copyOf(reasons);
    }
}
