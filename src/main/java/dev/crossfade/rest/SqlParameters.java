package dev.crossfade.rest;

import java.util.ArrayList;
import java.util.List;

/** The parameters of a statement that is being made; each is told its type in SQL. Belongs to its maker. */
final class SqlParameters {
    private final List<Object> values = new ArrayList<>();

    List<Object> values() {
        return List.copyOf(values);
    }

    /** A text. */
    String text(String value) {
        return add(value) + "::text";
    }

    /** Texts. */
    String texts(List<String> list) {
        return add(list.toArray(String[]::new)) + "::text[]";
    }

    /** A whole number. */
    String number(long value) {
        return add(value) + "::bigint";
    }

    /** A column, or what is inside of it. */
    String operand(Operand operand) {
        if (operand.path().isEmpty()) {
            return operand.column().sql();
        }
        StringBuilder sql = new StringBuilder();
        sql.append(
                operand.column().type() == ColumnType.JSON
                        ? operand.column().sql()
                        : "to_jsonb(" + operand.column().sql() + ")");
        int last = operand.path().size() - 1;
        for (int step = 0; step <= last; step++) {
            sql.append(operand.asText() && step == last ? "->>" : "->");
            Operand.Step into = operand.path().get(step);
            sql.append(into.element() ? number(Long.parseLong(into.key())) + "::int" : text(into.key()));
        }
        return "(" + sql + ")";
    }

    private String add(Object value) {
        values.add(value);
        return "$" + values.size();
    }
}
