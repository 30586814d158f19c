package dev.crossfade.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.config.Nearest;
import dev.crossfade.config.SettingsSnapshot;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which settings are to be tried out on how many stored events.
 *
 * @param set plain values by full path; a value may be null
 * @param events how many of the newest
 * @param errors everything that is wrong with the body; the rest is complete only where there are none
 */
record PreviewWish(Map<String, Object> set, int events, List<FieldError> errors) {
    private static final int DEFAULT_EVENTS = 1000;
    private static final int MAX_EVENTS = 10_000;
    private static final String EVENTS = "events";
    private static final String FLAGS = "flags";
    private static final Set<String> MEMBERS = Set.of("dual_write", FLAGS, EVENTS);

    /** Reads {@code {"dual_write":{…},"flags":{…},"events":1000}}, of which everything may be left out. */
    static PreviewWish of(SettingsSnapshot snapshot, JsonNode body) {
        Reader reader = new Reader(snapshot);
        if (!body.isObject() && !body.isMissingNode()) {
            reader.errors.add("", "expected an object");
        }
        body.properties().forEach(member -> reader.member(member.getKey(), member.getValue()));
        return new PreviewWish(Collections.unmodifiableMap(reader.set), reader.events, reader.errors.list());
    }

    private static final class Reader {
        private final SettingsSnapshot snapshot;
        private final Map<String, Object> set = new LinkedHashMap<>();
        private final FieldErrors errors = new FieldErrors();
        private int events = DEFAULT_EVENTS;

        Reader(SettingsSnapshot snapshot) {
            this.snapshot = snapshot;
        }

        void member(String name, JsonNode node) {
            if (name.equals(EVENTS)) {
                events(node);
            } else if (!MEMBERS.contains(name)) {
                unknown(name, MEMBERS);
            } else if (!node.isObject()) {
                errors.add(name, "expected an object");
            } else if (name.equals(FLAGS)) {
                node.properties().forEach(flag -> key(flagPath(flag.getKey()), flag.getValue()));
            } else {
                section(name, node);
            }
        }

        private void events(JsonNode node) {
            if (node.canConvertToExactIntegral() && node.canConvertToInt()) {
                events = node.intValue();
            }
            if (!node.isNumber() || events < 1 || events > MAX_EVENTS || events != node.doubleValue()) {
                errors.add(EVENTS, "expected a whole number from 1 to " + MAX_EVENTS);
            }
        }

        private String flagPath(String name) {
            return OverrideTarget.flagPath(snapshot, name).orElse(FLAGS + "." + name);
        }

        /** Goes no deeper than known keys lie. */
        private void section(String path, JsonNode section) {
            section.properties().forEach(member -> {
                String below = path + "." + member.getKey();
                if (member.getValue().isObject() && isAbove(below)) {
                    section(below, member.getValue());
                } else {
                    key(below, member.getValue());
                }
            });
        }

        private boolean isAbove(String path) {
            return snapshot.values().keySet().stream().anyMatch(key -> key.startsWith(path + "."));
        }

        private void key(String path, JsonNode node) {
            if (!snapshot.values().containsKey(path)) {
                unknown(path, snapshot.values().keySet());
                return;
            }
            Shape shape = Shape.of(path, snapshot.values().get(path).value());
            if (shape.fits(node)) {
                set.put(path, shape.plain(node));
            } else {
                errors.add(path, "expected " + shape.expected());
            }
        }

        private void unknown(String name, Set<String> known) {
            errors.add(
                    name,
                    () -> "is unknown"
                            + Nearest.to(name, known)
                                    .map(near -> "; the nearest is " + near)
                                    .orElse(""));
        }
    }
}
