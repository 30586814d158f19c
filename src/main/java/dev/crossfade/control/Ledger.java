package dev.crossfade.control;

import dev.crossfade.config.AuditRow;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.SettingValue;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is remembered of the settings from one start to the next. Immutable.
 *
 * @param version of the settings that were last in force; 0 before the first start
 * @param inForce what they said and whose layer it was; without the keys that nobody said anything of
 * @param overrides by full path; with those that were dropped
 * @param unaudited rows that are not in the event log yet
 */
record Ledger(
        long version,
        Map<String, SettingValue> inForce,
        Map<String, OverrideEntry> overrides,
        List<AuditRow> unaudited) {
    static final Ledger EMPTY = new Ledger(0, Map.of(), Map.of(), List.of());

    /** The values of the overrides in force, by full path. */
    Map<String, Object> active() {
        return active(overrides);
    }

    /** The values of those of these overrides that are not dropped. */
    static Map<String, Object> active(Map<String, OverrideEntry> overrides) {
        Map<String, Object> values = new TreeMap<>();
        overrides.forEach((key, entry) -> {
            if (!entry.dropped()) {
                values.put(key, entry.value());
            }
        });
        return Collections.unmodifiableMap(values);
    }

    Ledger withUnaudited(List<AuditRow> rows) {
        return new Ledger(version, inForce, overrides, List.copyOf(rows));
    }
}
