package dev.crossfade.control;

import dev.crossfade.config.Layer;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What differs between two sets of values of the same keys. */
final class Differences {
    private Differences() {}

    /** In the order of the keys' names. */
    static List<SettingChange> between(Map<String, SettingValue> before, Map<String, SettingValue> now) {
        return new TreeMap<>(now)
                .entrySet().stream()
                        .filter(entry -> !Objects.equals(
                                entry.getValue().value(),
                                before.get(entry.getKey()).value()))
                        .map(entry -> change(entry.getKey(), before.get(entry.getKey()), entry.getValue()))
                        .toList();
    }

    private static SettingChange change(String key, SettingValue before, SettingValue now) {
        Layer layer = now.layer() == Layer.DEFAULT ? before.layer() : now.layer();
        return new SettingChange(key, layer, before.value(), now.value());
    }
}
