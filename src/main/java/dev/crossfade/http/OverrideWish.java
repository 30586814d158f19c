package dev.crossfade.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.config.Nearest;
import dev.crossfade.event.StorableText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the body of a request wants overridden, and why.
 *
 * @param set plain values by full path; a value may be null
 * @param errors everything that is wrong with the body; the rest is complete only where there are none
 */
record OverrideWish(Map<String, Object> set, String reason, List<FieldError> errors) {
    static final String REASON = "reason";
    private static final int MAX_REASON = 1000;

    /** Reads {@code {"percentage":50,"reason":"…"}}. */
    static OverrideWish toSet(OverrideTarget thing, JsonNode body) {
        FieldErrors errors = unknownMembers(body, thing.paths().keySet());
        Map<String, Object> set = new LinkedHashMap<>();
        thing.paths().forEach((member, path) -> {
            JsonNode node = body.path(member);
            Shape shape = thing.shapes().get(member);
            if (shape.fits(node)) {
                set.put(path, shape.plain(node));
            } else if (!node.isMissingNode()) {
                errors.add(member, "expected " + shape.expected());
            }
        });
        if (set.isEmpty() && errors.isEmpty()) {
            nothing(thing, errors);
        }
        return withReason(set, body.path(REASON), Optional.empty(), errors);
    }

    /**
     * Reads {@code {"reason":"…"}}.
     *
     * @param inQuery the reason where the body has none
     */
    static OverrideWish toDrop(JsonNode body, Optional<String> inQuery) {
        return withReason(Map.of(), body.path(REASON), inQuery, unknownMembers(body, List.of()));
    }

    private static FieldErrors unknownMembers(JsonNode body, Iterable<String> known) {
        FieldErrors errors = new FieldErrors();
        if (!body.isObject() && !body.isMissingNode()) {
            errors.add("", "expected an object");
        }
        TreeSet<String> names = new TreeSet<>(List.of(REASON));
        known.forEach(names::add);
        body.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                errors.add(
                        name,
                        () -> "is not a member of this body; "
                                + Nearest.to(name, names)
                                        .map(near -> "the nearest is " + near)
                                        .orElseGet(() -> "known are " + String.join(", ", names)));
            }
        });
        return errors;
    }

    private static void nothing(OverrideTarget thing, FieldErrors errors) {
        if (thing.isSingle()) {
            errors.add(OverrideTarget.VALUE, "is missing");
        } else {
            errors.add(
                    "",
                    "expected at least one of "
                            + String.join(", ", thing.paths().keySet()));
        }
    }

    private static OverrideWish withReason(
            Map<String, Object> set, JsonNode inBody, Optional<String> inQuery, FieldErrors errors) {
        String reason = inBody.isMissingNode() ? inQuery.orElse("") : inBody.asText();
        if (!inBody.isMissingNode() && !inBody.isTextual()) {
            errors.add(REASON, "expected a text");
        } else if (reason.isBlank()) {
            errors.add(REASON, "is required: the audit keeps why this was changed");
        } else if (reason.length() > MAX_REASON || !StorableText.holds(reason)) {
            errors.add(REASON, "expected at most " + MAX_REASON + " characters, without NUL and half surrogate pairs");
        }
        return new OverrideWish(Collections.unmodifiableMap(set), reason.strip(), errors.list());
    }
}
