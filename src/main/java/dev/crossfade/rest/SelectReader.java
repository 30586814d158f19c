package dev.crossfade.rest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code select}: columns with other names, casts and steps into JSON. */
final class SelectReader {
    /** Each takes two arguments of a function that has at most a hundred. */
    private static final int MOST_COLUMNS = 50;

    static final List<Selected> EVERYTHING =
            Arrays.stream(Column.values()).map(Selected::of).toList();

    private SelectReader() {}

    static List<Selected> read(String text) {
        TextCursor cursor = new TextCursor("select parameter", text);
        List<Selected> selected = new ArrayList<>();
        while (!cursor.atEnd()) {
            if (cursor.take("*")) {
                selected.addAll(EVERYTHING);
            } else {
                selected.add(item(cursor));
            }
            if (!cursor.atEnd()) {
                cursor.require(",", "expected \",\" or end of input");
            }
        }
        if (selected.size() > MOST_COLUMNS) {
            throw RestError.excess("at most " + MOST_COLUMNS + " columns");
        }
        return List.copyOf(selected);
    }

    private static Selected item(TextCursor cursor) {
        if (cursor.take("...")) {
            throw RestError.noRelationship(OperandReader.name(cursor));
        }
        String name = OperandReader.name(cursor);
        Optional<String> alias = Optional.empty();
        if (!cursor.sees("::") && cursor.take(":")) {
            alias = Optional.of(name);
            name = OperandReader.name(cursor);
        }
        refuseOthers(cursor, name);
        Operand operand = OperandReader.read(cursor, name);
        Optional<String> cast = cursor.take("::") ? Optional.of(cast(cursor)) : Optional.empty();
        if (cursor.sees(".")) {
            throw RestError.noAggregates();
        }
        return new Selected(alias.orElseGet(operand::label), operand, cast);
    }

    /** Other tables and aggregates, before it is looked whether there is such a column. */
    private static void refuseOthers(TextCursor cursor, String name) {
        if (cursor.sees("()") && name.equals("count")) {
            throw RestError.noAggregates();
        }
        if (cursor.sees("(") || cursor.sees("!")) {
            throw RestError.noRelationship(name);
        }
    }

    private static String cast(TextCursor cursor) {
        String name = cursor.until(",.").strip();
        String type = Selected.CASTS.get(name.toLowerCase(Locale.ROOT));
        if (type == null) {
            throw RestError.unknownType(name);
        }
        return type;
    }
}
