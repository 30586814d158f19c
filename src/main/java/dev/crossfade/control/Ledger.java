package dev.crossfade.control;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.crossfade.bus.ChangeOverrides;
import dev.crossfade.bus.StoredOverride;
import dev.crossfade.config.AlertRules;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.PlainValue;
import dev.crossfade.config.SettingValue;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    /**
     * The moment of a change: later than what is known of the keys that it touches, whatever clock said that, since of
     * two changes the later one holds. In whole microseconds, as databases keep it.
     *
     * @param withheld what the database has that is newer and cannot hold here
     */
    Instant momentAfter(ChangeOverrides wish, List<StoredOverride> withheld, Instant now) {
        Predicate<String> touched =
                key -> wish.set().containsKey(key) || wish.drop().contains(key);
        Stream<Instant> known = overrides.entrySet().stream()
                .filter(entry -> touched.test(entry.getKey()))
                .map(entry -> entry.getValue().at());
        Stream<Instant> stored = withheld.stream()
                .filter(override -> touched.test(override.key()))
                .map(StoredOverride::at);
        return Stream.concat(known, stored)
                .map(at -> at.plus(1, ChronoUnit.MICROS))
                .reduce(now, (one, other) -> one.isAfter(other) ? one : other)
                .truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * The overrides once this is done.
     *
     * @param withheld what the database has that is newer and cannot hold here; it can be dropped as well
     */
    Map<String, OverrideEntry> overridesAfter(ChangeOverrides wish, List<StoredOverride> withheld, Instant at) {
        Map<String, OverrideEntry> after = new TreeMap<>(overrides);
        wish.set()
                .forEach((key, value) -> after.put(
                        key, new OverrideEntry(PlainValue.of(value), false, wish.actor(), wish.reason(), at)));
        Set<String> droppable = new TreeSet<>(active().keySet());
        withheld.forEach(override -> droppable.add(override.key()));
        wish.drop().stream()
                .filter(droppable::contains)
                .forEach(key -> after.put(key, new OverrideEntry(null, true, wish.actor(), wish.reason(), at)));
        return after;
    }

    /**
     * What is newer than what is known here, in the order in which it was said; what was said at once is together, and so is all
     * that was said of one alert rule, since a part of a rule is none.
     */
    List<List<StoredOverride>> newer(List<StoredOverride> stored) {
        List<StoredOverride> news = stored.stream().filter(this::isNews).toList();
        Map<String, Instant> last = new TreeMap<>();
        news.forEach(override ->
                last.merge(thing(override.key()), override.at(), (one, other) -> one.isAfter(other) ? one : other));
        Map<Instant, List<StoredOverride>> byTime =
                news.stream().collect(groupingBy(override -> last.get(thing(override.key())), TreeMap::new, toList()));
        return List.copyOf(byTime.values());
    }

    /** What a key is a part of; most stand for themselves. */
    private static String thing(String key) {
        return key.startsWith(AlertRules.PREFIX) ? key.substring(0, key.lastIndexOf('.')) : key;
    }

    /** The overrides and these in the place of older ones. */
    Map<String, OverrideEntry> with(List<StoredOverride> stored) {
        Map<String, OverrideEntry> all = new TreeMap<>(overrides);
        stored.forEach(override -> all.put(override.key(), entry(override)));
        return all;
    }

    /** Of two that were said in the same moment the database has chosen one. */
    private boolean isNews(StoredOverride stored) {
        OverrideEntry known = overrides.get(stored.key());
        return known == null ? !stored.dropped() : !stored.at().isBefore(known.at()) && !known.equals(entry(stored));
    }

    private static OverrideEntry entry(StoredOverride stored) {
        return new OverrideEntry(
                PlainValue.of(stored.value()), stored.dropped(), stored.actor(), stored.reason(), stored.at());
    }
}
