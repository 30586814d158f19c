package dev.crossfade.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.config.Nearest;
import dev.crossfade.event.StorableText;
import java.util.ArrayList;
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
        List<FieldError> errors = unknownMembers(body, thing.paths().keySet());
        Map<String, Object> set = new LinkedHashMap<>();
        thing.paths().forEach((member, path) -> {
            JsonNode node = body.path(member);
            Shape shape = thing.shapes().get(member);
            if (shape.fits(node)) {
                set.put(path, shape.plain(node));
            } else if (!node.isMissingNode()) {
                errors.add(new FieldError(member, "expected " + shape.expected()));
            }
        });
        if (set.isEmpty() && errors.isEmpty()) {
            errors.add(nothing(thing));
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

    private static List<FieldError> unknownMembers(JsonNode body, Iterable<String> known) {
        List<FieldError> errors = new ArrayList<>();
        if (!body.isObject() && !body.isMissingNode()) {
            errors.add(new FieldError("", "expected an object"));
        }
        TreeSet<String> names = new TreeSet<>(List.of(REASON));
        known.forEach(names::add);
        body.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                String nearest = Nearest.to(name, names)
                        .map(near -> "the nearest is " + near)
                        .orElseGet(() -> "known are " + String.join(", ", names));
                errors.add(new FieldError(name, "is not a member of this body; " + nearest));
            }
        });
        return errors;
    }

    private static FieldError nothing(OverrideTarget thing) {
        return thing.isSingle()
                ? new FieldError(OverrideTarget.VALUE, "is missing")
                : new FieldError(
                        "",
                        "expected at least one of "
                                + String.join(", ", thing.paths().keySet()));
    }

    private static OverrideWish withReason(
            Map<String, Object> set, JsonNode inBody, Optional<String> inQuery, List<FieldError> errors) {
        String reason = inBody.isMissingNode() ? inQuery.orElse("") : inBody.asText();
        if (!inBody.isMissingNode() && !inBody.isTextual()) {
            errors.add(new FieldError(REASON, "expected a text"));
        } else if (reason.isBlank()) {
            errors.add(new FieldError(REASON, "is required: the audit keeps why this was changed"));
        } else if (reason.length() > MAX_REASON || !StorableText.holds(reason)) {
            errors.add(new FieldError(
                    REASON, "expected at most " + MAX_REASON + " characters, without NUL and half surrogate pairs"));
        }
        return new OverrideWish(Collections.unmodifiableMap(set), reason.strip(), List.copyOf(errors));
    }
}
