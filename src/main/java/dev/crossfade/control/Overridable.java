package dev.crossfade.control;

import dev.crossfade.config.AlertRules;
import dev.crossfade.config.Problem;
import java.util.Collection;
import java.util.List;

/** Which keys operators may override. */
final class Overridable {
    private static final List<String> BELOW = List.of("flags.", "dual_write.", AlertRules.PREFIX);

    private Overridable() {}

    /** A problem for each key that may not be. */
    static List<Problem> problems(Collection<String> keys) {
        return keys.stream()
                .filter(key -> BELOW.stream().noneMatch(key::startsWith))
                .map(key -> new Problem(
                        key,
                        "not to be overridden",
                        "a key of flags, dual_write or a rule of alerts; others are set in the file"))
                .toList();
    }
}
