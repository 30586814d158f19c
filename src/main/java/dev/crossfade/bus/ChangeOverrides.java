package dev.crossfade.bus;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Sets and drops overrides, all of them or none.
 *
 * @param set plain values by full path: {@code dual_write.global_override}; a value may be null
 * @param drop full paths that are left to the other layers again
 * @param actor who asks, by the name of the key that was shown
 * @param expectedVersion changes nothing where another version is in force
 */
public record ChangeOverrides(
        Map<String, Object> set, Set<String> drop, String actor, String reason, OptionalLong expectedVersion) {}
