package dev.crossfade.http;

import dev.crossfade.config.AlertRules;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Category;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one request overrides as a whole: a flag, a category, an adapter's limits, the emergency override, an alert rule.
 *
 * @param paths the full path of each key by the member of a request's body that sets it
 * @param shapes of these members
 */
record OverrideTarget(Map<String, String> paths, Map<String, Shape> shapes) {
    /** The only member of what is a single key. */
    static final String VALUE = "value";

    private static final String CATEGORIES = "dual_write.categories.";
    private static final String EMERGENCY = "dual_write.global_override";
    private static final String FLAGS = "flags.";
    private static final String FLAG_PREFIX = "MONITORING_";

    /** A flag by its name, {@code MONITORING_BATCH_SIZE}, or as people call it, {@code BATCH_SIZE}. */
    static Optional<OverrideTarget> flag(SettingsSnapshot snapshot, String name) {
        return flagPath(snapshot, name).map(path -> single(snapshot, path));
    }

    /** All flags at once. */
    static Optional<OverrideTarget> flags(SettingsSnapshot snapshot) {
        return below(snapshot, FLAGS);
    }

    /** The full path of the flag of that name. */
    static Optional<String> flagPath(SettingsSnapshot snapshot, String name) {
        Set<String> known = snapshot.values().keySet();
        return Optional.of(FLAGS + name).filter(known::contains).or(() -> Optional.of(FLAGS + FLAG_PREFIX + name)
                .filter(known::contains));
    }

    /** The emergency override. */
    static Optional<OverrideTarget> emergency(SettingsSnapshot snapshot) {
        return Optional.of(EMERGENCY).filter(snapshot.values()::containsKey).map(path -> single(snapshot, path));
    }

    /** A category's plan. */
    static Optional<OverrideTarget> category(SettingsSnapshot snapshot, String name) {
        return below(snapshot, CATEGORIES + name + ".");
    }

    /** The category whose plan it is; empty where it is something else. */
    Optional<Category> category() {
        return Stream.of(Category.values())
                .filter(category ->
                        paths.values().stream().anyMatch(path -> path.startsWith(CATEGORIES + category.label() + ".")))
                .findFirst();
    }

    boolean isEmergency() {
        return paths.containsValue(EMERGENCY);
    }

    /** An adapter's limits. */
    static Optional<OverrideTarget> adapter(SettingsSnapshot snapshot, String name) {
        return below(snapshot, "dual_write.adapter_health." + name + ".");
    }

    /** An alert rule, one that is there or one that is to be made. */
    static Optional<OverrideTarget> alertRule(String name) {
        if (!AlertRules.isName(name)) {
            return Optional.empty();
        }
        Map<String, String> paths = new TreeMap<>();
        Map<String, Shape> shapes = new TreeMap<>();
        for (String key : AlertRules.KEYS) {
            paths.put(key, AlertRules.PREFIX + name + "." + key);
            shapes.put(key, shape(key));
        }
        return Optional.of(new OverrideTarget(Collections.unmodifiableMap(paths), Collections.unmodifiableMap(shapes)));
    }

    private static Shape shape(String key) {
        return switch (key) {
            case "threshold" -> Shape.NUMBER;
            case "enabled" -> Shape.TRUTH;
            case AlertRules.LABELS -> Shape.LABELS;
            default -> Shape.TEXT;
        };
    }

    /** The name of the alert rule that it is; empty where it is something else. */
    Optional<String> alertRule() {
        return Optional.ofNullable(paths.get("metric"))
                .filter(path -> path.startsWith(AlertRules.PREFIX))
                .map(path -> path.substring(AlertRules.PREFIX.length(), path.lastIndexOf('.')));
    }

    /** Whether it is a single key. */
    boolean isSingle() {
        return paths.containsKey(VALUE);
    }

    /** The member that sets the key; what is not one of these keys stays as it is. */
    String memberOf(String path) {
        return paths.entrySet().stream()
                .filter(member -> member.getValue().equals(path))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(path);
    }

    private static OverrideTarget single(SettingsSnapshot snapshot, String path) {
        Shape shape = Shape.of(path, snapshot.values().get(path).value());
        return new OverrideTarget(Map.of(VALUE, path), Map.of(VALUE, shape));
    }

    private static Optional<OverrideTarget> below(SettingsSnapshot snapshot, String prefix) {
        Map<String, String> paths = new TreeMap<>();
        Map<String, Shape> shapes = new TreeMap<>();
        snapshot.values().forEach((path, value) -> {
            if (path.startsWith(prefix)) {
                paths.put(path.substring(prefix.length()), path);
                shapes.put(path.substring(prefix.length()), Shape.of(path, value.value()));
            }
        });
        return Optional.of(new OverrideTarget(Collections.unmodifiableMap(paths), Collections.unmodifiableMap(shapes)))
                .filter(thing -> !thing.paths.isEmpty());
    }
}
