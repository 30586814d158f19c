package dev.crossfade.rest;

import java.util.List;

/**
 * A column, or a value inside of its JSON.
 *
 * @param path from the column inwards; empty for the column itself
 * @param asText whether the value is taken as text: the last arrow was {@code ->>}
 */
record Operand(Column column, List<Step> path, boolean asText) {
    /**
     * One step into JSON.
     *
     * @param key a member's name, or an element's number in decimal
     * @param element whether it is that number
     */
    record Step(String key, boolean element) {}

    static Operand of(Column column) {
        return new Operand(column, List.of(), false);
    }

    ColumnType type() {
        if (path.isEmpty()) {
            return column.type();
        }
        return asText ? ColumnType.TEXT : ColumnType.JSON;
    }

    /** The member that it is in an answer, unless another name is given. */
    String label() {
        for (int last = path.size() - 1; last >= 0; last--) {
            if (!path.get(last).element()) {
                return path.get(last).key();
            }
        }
        return column.label();
    }
}
