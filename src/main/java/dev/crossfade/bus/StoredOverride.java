package dev.crossfade.bus;

import java.time.Instant;

/**
 * The newest stored change of one override, by whichever node.
 *
 * @param key full path, {@code dual_write.categories.debug.percentage}
 * @param value a text, a number, a truth value, a list of such, or null: where it was dropped, or is to be no value
 * @param dropped whether the override is gone
 * @param actor who changed it
 * @param at when it was changed; of two changes the later one holds
 * @param version of the configuration of the node that changed it
 * @param node the node where it was changed
 */
public record StoredOverride(
        String key,
        Object value,
        boolean dropped,
        String actor,
        String reason,
        Instant at,
        long version,
        String node) {}
