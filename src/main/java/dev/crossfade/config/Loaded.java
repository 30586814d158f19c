package dev.crossfade.config;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Settings that passed every check, and where each of them comes from.
 *
 * @param values what every key says and its layer, by its full path: {@code flags.MONITORING_BATCH_SIZE},
 *     {@code dual_write.categories.debug.percentage}
 * @param defaults the plain value of every key where no layer says anything of it
 * @param notices what is permitted but may surprise; one sentence each, for the log
 */
public record Loaded(
        Settings settings, Map<String, SettingValue> values, Map<String, Object> defaults, List<String> notices)
        implements Reading {

    /** The layer of every key, by its full path. */
    public Map<String, Layer> sources() {
        Map<String, Layer> sources = new TreeMap<>();
        values.forEach((key, value) -> sources.put(key, value.layer()));
        return sources;
    }
}
