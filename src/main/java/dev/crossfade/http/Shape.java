package dev.crossfade.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.config.AlertRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What JSON a key takes. The rules of its value are those of the configuration; this is about types alone. */
enum Shape {
    TRUTH("true or false", JsonNode::isBoolean),
    NUMBER("a number", node -> node.isNumber() && Double.isFinite(node.doubleValue())),
    TEXT("a text", JsonNode::isTextual),
    TEXT_OR_NULL("a text or null", node -> node.isTextual() || node.isNull()),
    TEXTS("a list of texts", Shape::isTexts),
    /** Kept as texts, {@code name=value}. */
    LABELS("an object of texts, without = in a name", Shape::isLabels);

    private static final String GLOBAL_OVERRIDE = "dual_write.global_override";

    private final String expected;

    // Method references without state.
    @SuppressWarnings("ImmutableEnumChecker")
    private final Predicate<JsonNode> rule;

    Shape(String expected, Predicate<JsonNode> rule) {
        this.expected = expected;
        this.rule = rule;
    }

    /** The shape of a key, as its value in force shows it. */
    static Shape of(String path, Object value) {
        if (path.equals(GLOBAL_OVERRIDE) || value == null) {
            return TEXT_OR_NULL;
        }
        if (value instanceof Boolean) {
            return TRUTH;
        }
        if (value instanceof Number) {
            return NUMBER;
        }
        return value instanceof List<?> ? TEXTS : TEXT;
    }

    String expected() {
        return expected;
    }

    boolean fits(JsonNode node) {
        return rule.test(node);
    }

    /** The plain value of a node that fits. */
    Object plain(JsonNode node) {
        return switch (this) {
            case TRUTH -> node.booleanValue();
            case NUMBER -> number(node);
            case TEXT, TEXT_OR_NULL -> node.textValue();
            case TEXTS -> texts(node);
            case LABELS -> labels(node);
        };
    }

    private static Object number(JsonNode node) {
        if (node.canConvertToExactIntegral() && node.canConvertToLong()) {
            return node.longValue();
        }
        return node.doubleValue();
    }

    private static boolean isTexts(JsonNode node) {
        boolean texts = node.isArray();
        for (JsonNode item : node) {
            texts &= item.isTextual();
        }
        return texts;
    }

    private static boolean isLabels(JsonNode node) {
        boolean labels = node.isObject();
        for (var label : node.properties()) {
            labels &= label.getValue().isTextual() && label.getKey().indexOf('=') < 0;
        }
        return labels;
    }

    private static List<String> labels(JsonNode node) {
        Map<String, String> labels = new TreeMap<>();
        node.properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().textValue()));
        return AlertRules.plain(labels);
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        node.forEach(item -> texts.add(item.textValue()));
        return List.copyOf(texts);
    }
}
