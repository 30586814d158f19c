package dev.crossfade.rest;

import dev.crossfade.rest.Condition.Comparison;
import dev.crossfade.rest.Condition.Group;
import dev.crossfade.rest.Condition.Quantifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the filters of one request, and bounds how many they are and how deep they lie. Used once. */
final class ConditionReader {
    static final int MOST_CONDITIONS = 100;
    static final int MOST_DEPTH = 8;
    static final int MOST_IN_LIST = 1000;
    static final int MOST_PATTERN = 256;
    private static final Set<String> TRUTHS = Set.of("null", "not_null", "true", "false", "unknown");
    private static final Set<String> FULL_TEXT = Set.of("fts", "plfts", "phfts", "wfts");
    private static final String EXPECTED_OPERATOR = "expected \"not\" or operator (eq, gt, …)";

    private int conditions;

    /** One parameter that names a column: {@code data->>level=not.in.(a,b)}. */
    Condition filter(String key, String value) {
        TextCursor name = new TextCursor("filter", key);
        Operand operand = OperandReader.read(name);
        name.requireEnd("expected the name of a column");
        TextCursor cursor = new TextCursor("filter", value);
        Condition condition = comparison(operand, cursor, false);
        cursor.requireEnd("expected end of input");
        return condition;
    }

    /** One parameter {@code or}, {@code and}, {@code not.or} or {@code not.and}. */
    Condition logic(boolean negated, boolean any, String value) {
        TextCursor cursor = new TextCursor("logic tree", value);
        Condition group = group(cursor, negated, any, 1);
        cursor.requireEnd("expected end of input");
        return group;
    }

    private Condition group(TextCursor cursor, boolean negated, boolean any, int depth) {
        if (depth > MOST_DEPTH) {
            throw RestError.excess("conditions may lie at most " + MOST_DEPTH + " deep");
        }
        cursor.require("(", "expected \"(\"");
        List<Condition> parts = new ArrayList<>();
        do {
            parts.add(part(cursor, depth));
        } while (cursor.take(","));
        cursor.require(")", "expected \",\" or \")\"");
        return new Group(negated, any, List.copyOf(parts));
    }

    private Condition part(TextCursor cursor, int depth) {
        int start = cursor.place();
        boolean negated = cursor.take("not.");
        boolean any = cursor.take("or");
        if ((any || cursor.take("and")) && cursor.sees("(")) {
            return group(cursor, negated, any, depth + 1);
        }
        cursor.back(start);
        Operand operand = OperandReader.read(cursor);
        cursor.require(".", "expected \"not\" or operator (eq, gt, …) behind a \".\"");
        return comparison(operand, cursor, true);
    }

    private Condition comparison(Operand operand, TextCursor cursor, boolean inTree) {
        if (++conditions > MOST_CONDITIONS) {
            throw RestError.excess("at most " + MOST_CONDITIONS + " conditions");
        }
        boolean negated = cursor.take("not.");
        int start = cursor.place();
        String word = cursor.until(".(");
        Operator operator = Operator.of(word);
        if (operator == null) {
            cursor.back(start);
            if (FULL_TEXT.contains(word)) {
                throw RestError.notSupported("there is no full-text search (" + word + ")", "Use ilike or imatch");
            }
            throw cursor.unexpected(EXPECTED_OPERATOR);
        }
        Quantifier quantifier = quantifier(cursor, operator);
        cursor.require(".", "expected \".\" and a value");
        operator.requireFor(operand.type());
        if (quantifier != Quantifier.NONE && operand.type() == ColumnType.TEXTS) {
            throw RestError.noOperator(operand.type(), operator.sql() + " ANY");
        }
        List<String> values =
                operator == Operator.IN ? list(cursor) : List.of(inTree ? valueInTree(cursor) : cursor.rest());
        return new Comparison(negated, operand, operator, quantifier, checked(operator, operand, values));
    }

    private static Quantifier quantifier(TextCursor cursor, Operator operator) {
        if (!cursor.sees("(") || !operator.isQuantified()) {
            return Quantifier.NONE;
        }
        if (cursor.take("(any)")) {
            return Quantifier.ANY;
        }
        cursor.require("(all)", "expected \"(any)\" or \"(all)\"");
        return Quantifier.ALL;
    }

    private static List<String> list(TextCursor cursor) {
        cursor.require("(", "expected \"(\"");
        if (cursor.take(")")) {
            return List.of();
        }
        List<String> values = new ArrayList<>();
        do {
            if (values.size() == MOST_IN_LIST) {
                throw RestError.excess("at most " + MOST_IN_LIST + " values in a list");
            }
            values.add(cursor.peek() == '"' ? cursor.quoted() : cursor.until(",)"));
        } while (cursor.take(","));
        cursor.require(")", "expected \",\" or \")\"");
        return List.copyOf(values);
    }

    private static String valueInTree(TextCursor cursor) {
        return switch (cursor.peek()) {
            case '"' -> cursor.quoted();
            case '{' -> cursor.braced();
            default -> cursor.until(",)");
        };
    }

    private static List<String> checked(Operator operator, Operand operand, List<String> values) {
        if (operator == Operator.IS) {
            return List.of(truth(operand, values.get(0)));
        }
        boolean patterned = operator.isPattern() || operator.isRegularExpression();
        if (patterned && values.get(0).length() > MOST_PATTERN) {
            throw RestError.excess("a pattern has at most " + MOST_PATTERN + " characters");
        }
        return operator.isPattern() ? List.of(values.get(0).replace('*', '%')) : values;
    }

    private static String truth(Operand operand, String value) {
        String word = value.toLowerCase(Locale.ROOT);
        if (!TRUTHS.contains(word)) {
            throw RestError.syntax("filter", value, 0, "expected null, not_null, true, false or unknown");
        }
        if (!word.endsWith("null")) {
            throw RestError.notBoolean(word.toUpperCase(Locale.ROOT), operand.type());
        }
        return word;
    }
}
