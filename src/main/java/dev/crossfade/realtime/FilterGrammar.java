package dev.crossfade.realtime;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text of filters: {@code column=op.value}, several with commas between them. A value that holds a comma, a bracket, a
 * quotation mark, a backslash or outer blanks stands in quotation marks, in which a backslash takes the next character
 * as it is. A quotation mark opens a value only behind a full stop, an opening bracket or a comma.
 */
final class FilterGrammar {
    private static final String EMPTY_PART = "filter must not contain empty segments (check for extra commas)";
    private static final String NOT = "not.";

    private FilterGrammar() {}

    /**
     * One condition, as it is written.
     *
     * @param value not unquoted yet
     */
    record Written(String column, boolean negated, String operator, String value) {}

    static List<Written> conditions(String filter) throws InvalidFilterException {
        List<Written> conditions = new ArrayList<>();
        if (!filter.isBlank()) {
            for (String part : split(filter.strip())) {
                conditions.add(condition(part.strip()));
            }
        }
        return conditions;
    }

    private static Written condition(String part) throws InvalidFilterException {
        if (part.isEmpty()) {
            throw new InvalidFilterException(EMPTY_PART);
        }
        int equals = part.indexOf('=');
        if (equals < 0) {
            throw new InvalidFilterException(listed(part));
        }
        String rest = part.substring(equals + 1);
        boolean negated = rest.startsWith(NOT);
        String comparison = negated ? rest.substring(NOT.length()) : rest;
        int dot = comparison.indexOf('.');
        if (dot < 0) {
            throw new InvalidFilterException(listed(comparison));
        }
        return new Written(
                part.substring(0, equals), negated, comparison.substring(0, dot), comparison.substring(dot + 1));
    }

    /** The parts of a text between its commas, but for those in brackets and quotation marks. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"' && i > start && opens(text.charAt(i - 1))) {
                quoted = true;
            } else if (c == '(') {
                depth++;
            } else if (c == ')') {
                depth = Math.max(0, depth - 1);
            } else if (c == ',' && depth == 0) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(text.substring(Math.min(start, text.length())));
        return parts;
    }

    private static boolean opens(char before) {
        return before == '.' || before == '(' || before == ',';
    }

    /** The value without its quotation marks; as it stands, where those are not around the whole of it. */
    static String unquoted(String value) {
        if (!value.startsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder();
        int end = quoted(value, 0, text);
        return end == value.length() ? text.toString() : value;
    }

    /** The values of {@code (a,"b,c",d)}; blanks around them do not count. */
    static List<String> list(String value) throws InvalidFilterException {
        if (value.length() < 2 || !value.startsWith("(") || !value.endsWith(")")) {
            throw new InvalidFilterException("`in` filter value must be wrapped by parentheses");
        }
        String inner = value.substring(1, value.length() - 1);
        List<String> values = new ArrayList<>();
        int at = 0;
        while (at <= inner.length() && !inner.isBlank()) {
            at = item(inner, at, values) + 1;
        }
        return values;
    }

    /** Adds the value that begins there and gives the place of the comma behind it, or of the end. */
    private static int item(String inner, int from, List<String> values) throws InvalidFilterException {
        int start = from;
        while (start < inner.length() && Character.isWhitespace(inner.charAt(start))) {
            start++;
        }
        if (start < inner.length() && inner.charAt(start) == '"') {
            StringBuilder text = new StringBuilder();
            int end = quoted(inner, start, text);
            int comma = end < 0 ? -1 : comma(inner, end);
            if (comma < 0 || !inner.substring(end, comma).isBlank()) {
                throw new InvalidFilterException("`in` filter value has a quotation mark too few or too many");
            }
            values.add(text.toString());
            return comma;
        }
        int comma = comma(inner, start);
        String text = inner.substring(start, comma).strip();
        if (text.isEmpty()) {
            throw new InvalidFilterException("`in` filter value must not contain empty values");
        }
        values.add(text);
        return comma;
    }

    private static int comma(String text, int from) {
        int comma = text.indexOf(',', from);
        return comma < 0 ? text.length() : comma;
    }

    /** Reads the quoted text that begins there and gives the place behind it; -1 where it does not end. */
    private static int quoted(String text, int from, StringBuilder into) {
        for (int i = from + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                return i + 1;
            }
            if (c == '\\' && ++i == text.length()) {
                return -1;
            }
            into.append(text.charAt(i));
        }
        return -1;
    }

    /** The parts as the reference server shows what it cannot read. */
    static String listed(String... parts) {
        return List.of(parts).stream()
                .map(part -> '"' + part.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
