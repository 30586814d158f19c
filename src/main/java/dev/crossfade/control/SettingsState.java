package dev.crossfade.control;

import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditRow.OverrideChange;
import dev.crossfade.config.Layer;
import dev.crossfade.config.Loaded;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.RestartKeys;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.control.Differences.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What is in force and what is to be remembered of it. Immutable: each step gives another one.
 *
 * @param changes that made the snapshot out of the one before
 * @param waiting newest values that wait for a restart, by the full path of their key
 */
record SettingsState(
        SettingsSnapshot snapshot,
        Ledger ledger,
        List<SettingChange> changes,
        SortedMap<String, SettingValue> waiting) {

    /**
     * The first of a process. What differs from what was last in force was changed while it was down.
     *
     * @param noted the newest version that was in force, where that is later than the ledger
     */
    static SettingsState start(Loaded loaded, Ledger kept, long noted, Instant now) {
        Map<String, SettingValue> before = new TreeMap<>();
        loaded.defaults().forEach((key, value) -> before.put(key, new SettingValue(value, Layer.DEFAULT)));
        before.putAll(kept.inForce());
        before.keySet().retainAll(loaded.values().keySet());
        List<SettingChange> changes = Differences.between(
                new Side(before, loaded.settings().alerts()),
                new Side(loaded.values(), loaded.settings().alerts()));
        boolean same = kept.version() > 0 && noted <= kept.version() && before.equals(loaded.values());
        long version = same ? kept.version() : Math.max(kept.version(), noted) + 1;
        SettingsSnapshot snapshot = new SettingsSnapshot(version, now, loaded.settings(), loaded.values());
        return of(snapshot, kept, rows(changes, Map.of(), snapshot), changes, new TreeMap<>());
    }

    /** The keys whose newest value waits for a restart. */
    List<String> needsRestart() {
        return List.copyOf(waiting.keySet());
    }

    /** After the file or the environment was read again; this one itself where that changes nothing. */
    SettingsState reloaded(Loaded loaded, Instant now) {
        return next(loaded, ledger.overrides(), false, now);
    }

    /**
     * After operators have set or dropped overrides.
     *
     * @param overrides all of them
     * @param elsewhere whether that was done on another node, which has also said so to the database
     */
    SettingsState overridden(Loaded loaded, Map<String, OverrideEntry> overrides, boolean elsewhere, Instant now) {
        return next(loaded, overrides, elsewhere, now);
    }

    /** Once these rows are in the event log. */
    SettingsState audited(Collection<UUID> ids) {
        Set<UUID> done = Set.copyOf(ids);
        List<AuditRow> left = ledger.unaudited().stream()
                .filter(row -> !done.contains(row.id()))
                .toList();
        return new SettingsState(snapshot, ledger.withUnaudited(left), changes, waiting);
    }

    private SettingsState next(Loaded loaded, Map<String, OverrideEntry> overrides, boolean elsewhere, Instant now) {
        Settings settings = RestartKeys.keep(snapshot.settings(), loaded.settings());
        Map<String, SettingValue> values = new TreeMap<>(loaded.values());
        RestartKeys.ALL.forEach(key -> values.put(key, snapshot.values().get(key)));
        Map<String, OverrideEntry> said = new TreeMap<>(overrides);
        said.entrySet()
                .removeIf(entry -> entry.getValue().equals(ledger.overrides().get(entry.getKey())));
        SortedMap<String, SettingValue> later = waiting(loaded);
        boolean same = said.isEmpty() && settings.equals(snapshot.settings()) && values.equals(snapshot.values());
        if (same) {
            return later.equals(waiting) ? this : new SettingsState(snapshot, ledger, changes, later);
        }
        SettingsSnapshot next = new SettingsSnapshot(snapshot.version() + 1, now, settings, values);
        List<SettingChange> differences = Differences.between(side(snapshot), side(next)).stream()
                .map(change -> said.containsKey(change.key()) ? byOperator(change) : change)
                .toList();
        List<AuditRow> rows = rows(withSaid(differences, said, next), said, next);
        List<AuditRow> own = elsewhere ? rows.stream().map(SettingsState::heard).toList() : rows;
        Ledger kept = new Ledger(ledger.version(), ledger.inForce(), Map.copyOf(overrides), ledger.unaudited());
        return of(next, kept, own, differences, later);
    }

    private static Side side(SettingsSnapshot snapshot) {
        return new Side(snapshot.values(), snapshot.settings().alerts());
    }

    private static SettingChange byOperator(SettingChange change) {
        return new SettingChange(change.key(), Layer.OVERRIDE, change.before(), change.now());
    }

    private static SettingsState of(
            SettingsSnapshot snapshot,
            Ledger kept,
            List<AuditRow> rows,
            List<SettingChange> changes,
            SortedMap<String, SettingValue> waiting) {
        List<AuditRow> unaudited = new ArrayList<>(kept.unaudited());
        unaudited.addAll(rows);
        Map<String, SettingValue> inForce = new TreeMap<>(snapshot.values());
        inForce.values().removeIf(value -> value.layer() == Layer.DEFAULT);
        Ledger ledger = new Ledger(snapshot.version(), inForce, kept.overrides(), List.copyOf(unaudited));
        return new SettingsState(snapshot, ledger, List.copyOf(changes), waiting);
    }

    /** What an operator has said is worth a row also where the value was the same before. */
    private List<SettingChange> withSaid(
            List<SettingChange> differences, Map<String, OverrideEntry> said, SettingsSnapshot next) {
        List<SettingChange> all = new ArrayList<>(differences);
        Set<String> different =
                Set.copyOf(differences.stream().map(SettingChange::key).toList());
        said.keySet().stream()
                .filter(key -> !different.contains(key))
                .map(key -> new SettingChange(
                        key,
                        Layer.OVERRIDE,
                        side(snapshot).of(key).value(),
                        side(next).of(key).value()))
                .forEach(all::add);
        return all;
    }

    private static List<AuditRow> rows(
            List<SettingChange> changes, Map<String, OverrideEntry> said, SettingsSnapshot next) {
        return changes.stream()
                .map(change -> row(change, said.get(change.key()), next))
                .toList();
    }

    private static AuditRow row(SettingChange change, OverrideEntry said, SettingsSnapshot next) {
        boolean operator = said != null;
        return new AuditRow(
                UUID.randomUUID(),
                next.since(),
                operator ? said.actor() : change.layer().label(),
                operator ? said.layer() : change.layer().label(),
                change.key(),
                change.before(),
                change.now(),
                operator ? said.reason() : "",
                next.version(),
                !operator ? OverrideChange.NONE : said.dropped() ? OverrideChange.DROPPED : OverrideChange.SET);
    }

    private static AuditRow heard(AuditRow row) {
        return new AuditRow(
                row.id(),
                row.at(),
                row.actor(),
                row.layer(),
                row.key(),
                row.before(),
                row.now(),
                row.reason(),
                row.version(),
                OverrideChange.NONE);
    }

    /** The database's address is compared as it is, since it is not shown. */
    private SortedMap<String, SettingValue> waiting(Loaded loaded) {
        boolean otherUri = !Objects.equals(
                loaded.settings().database().uri(),
                snapshot.settings().database().uri());
        SortedMap<String, SettingValue> later = new TreeMap<>();
        RestartKeys.ALL.stream()
                .filter(key -> key.equals("database.uri")
                        ? otherUri
                        : !Objects.equals(
                                loaded.values().get(key).value(),
                                snapshot.values().get(key).value()))
                .forEach(key -> later.put(key, loaded.values().get(key)));
        return Collections.unmodifiableSortedMap(later);
    }
}
