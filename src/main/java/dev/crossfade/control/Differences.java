package dev.crossfade.control;

import dev.crossfade.config.AlertRules;
import dev.crossfade.config.Alerts;
import dev.crossfade.config.Layer;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What differs between two sets of values. They have the same keys, but for those of alert rules, which are there while a rule
 * is overridden: without them what the rule itself says counts.
 */
final class Differences {
    private Differences() {}

    /** One of the sets: values, and the alert rules that hold with them. */
    record Side(Map<String, SettingValue> values, Alerts alerts) {
        SettingValue of(String key) {
            SettingValue known = values.get(key);
            return known == null ? new SettingValue(AlertRules.valueOf(alerts, key), Layer.DEFAULT) : known;
        }
    }

    /** In the order of the keys' names. */
    static List<SettingChange> between(Side before, Side now) {
        return Stream.concat(before.values().keySet().stream(), now.values().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .filter(key ->
                        !Objects.equals(now.of(key).value(), before.of(key).value()))
                .map(key -> change(key, before.of(key), now.of(key)))
                .toList();
    }

    private static SettingChange change(String key, SettingValue before, SettingValue now) {
        Layer layer = now.layer() == Layer.DEFAULT ? before.layer() : now.layer();
        return new SettingChange(key, layer, before.value(), now.value());
    }
}
