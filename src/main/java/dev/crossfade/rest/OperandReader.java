package dev.crossfade.rest;

import dev.crossfade.rest.Operand.Step;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code column}, {@code column->key->0} and {@code column->>key}. */
final class OperandReader {
    private static final int MOST_STEPS = 16;
    private static final int MOST_CHARACTERS = 256;
    private static final String ARROW = "->";
    private static final String TEXT_ARROW = "->>";

    private OperandReader() {}

    static Operand read(TextCursor cursor) {
        return read(cursor, name(cursor));
    }

    /** The same, where the column's name is read already. */
    static Operand read(TextCursor cursor, String name) {
        List<Step> path = new ArrayList<>();
        boolean asText = false;
        while (!asText && cursor.sees(ARROW)) {
            asText = cursor.take(TEXT_ARROW);
            if (!asText) {
                cursor.take(ARROW);
            }
            if (path.size() == MOST_STEPS) {
                throw RestError.excess("at most " + MOST_STEPS + " steps into JSON");
            }
            path.add(step(cursor));
        }
        return new Operand(Column.of(name), List.copyOf(path), asText);
    }

    /** A column's name, or another one in its place. */
    static String name(TextCursor cursor) {
        if (cursor.peek() == '"') {
            return bounded(cursor, cursor.quoted());
        }
        StringBuilder name = new StringBuilder();
        while (isNamed(cursor.peek()) || (cursor.peek() == '-' && !cursor.sees(ARROW))) {
            name.append(cursor.peek());
            cursor.back(cursor.place() + 1);
        }
        String stripped = name.toString().strip();
        if (stripped.isEmpty()) {
            throw cursor.unexpected("expected field name (* or [a..z0..9_$])");
        }
        return bounded(cursor, stripped);
    }

    private static boolean isNamed(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == ' ';
    }

    private static Step step(TextCursor cursor) {
        String key = cursor.peek() == '"' ? cursor.quoted() : cursor.until("(-:.,>)");
        boolean negative = key.isEmpty() && cursor.take("-");
        if (negative) {
            key = "-" + cursor.until("(-:.,>)");
        }
        if (key.isEmpty() || key.equals("-")) {
            throw cursor.unexpected("expected a key of JSON");
        }
        return new Step(bounded(cursor, key), key.matches("-?\\d{1,9}"));
    }

    private static String bounded(TextCursor cursor, String name) {
        if (name.length() > MOST_CHARACTERS) {
            throw cursor.unexpected("expected a name of at most " + MOST_CHARACTERS + " characters");
        }
        return name;
    }
}
