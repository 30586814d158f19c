package dev.crossfade.http;

import dev.crossfade.config.AlertRules;
import dev.crossfade.config.SettingsSnapshot;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;

/**
 * Things of one kind that requests override.
 *
 * @param noun what one of them is called
 * @param prefix of their keys; the name of the thing follows
 * @param finder finds one by its name
 */
record OverrideFamily(
        String noun, String prefix, BiFunction<SettingsSnapshot, String, Optional<OverrideTarget>> finder) {
    static final OverrideFamily CATEGORY =
            new OverrideFamily("category", "dual_write.categories.", OverrideTarget::category);
    static final OverrideFamily ADAPTER =
            new OverrideFamily("adapter", "dual_write.adapter_health.", OverrideTarget::adapter);
    static final OverrideFamily FLAG = new OverrideFamily("flag", "flags.", OverrideTarget::flag);
    static final OverrideFamily ALL_FLAGS =
            new OverrideFamily("flag", "flags.", (snapshot, name) -> OverrideTarget.flags(snapshot));
    static final OverrideFamily EMERGENCY =
            new OverrideFamily("override", "dual_write.", (snapshot, name) -> OverrideTarget.emergency(snapshot));

    static final OverrideFamily ALERT_RULE =
            new OverrideFamily("alert rule", AlertRules.PREFIX, (snapshot, name) -> OverrideTarget.alertRule(name));

    /** The thing of that name. */
    Optional<OverrideTarget> find(SettingsSnapshot snapshot, String name) {
        return finder.apply(snapshot, name);
    }

    /** The names that there are. */
    Set<String> names(SettingsSnapshot snapshot) {
        Set<String> names = new TreeSet<>();
        if (prefix.equals(AlertRules.PREFIX)) {
            snapshot.settings().alerts().rules().forEach(rule -> names.add(rule.name()));
        }
        for (String key : snapshot.values().keySet()) {
            if (key.startsWith(prefix)) {
                int end = key.indexOf('.', prefix.length());
                names.add(key.substring(prefix.length(), end < 0 ? key.length() : end));
            }
        }
        return names;
    }
}
