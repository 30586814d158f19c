package dev.crossfade.rest;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code order}: {@code created_at.desc.nullslast,id}. */
final class OrderReader {
    private static final int MOST = 16;

    private OrderReader() {}

    static List<Ordering> read(String text) {
        TextCursor cursor = new TextCursor("order", text);
        List<Ordering> order = new ArrayList<>();
        do {
            if (order.size() == MOST) {
                throw RestError.excess("at most " + MOST + " columns to order by");
            }
            order.add(item(cursor));
        } while (cursor.take(","));
        cursor.requireEnd("expected \",\", \".asc\", \".desc\", \".nullsfirst\", \".nullslast\" or end of input");
        return List.copyOf(order);
    }

    private static Ordering item(TextCursor cursor) {
        String name = OperandReader.name(cursor);
        if (cursor.sees("(")) {
            throw RestError.notEmbedded(name);
        }
        Operand operand = OperandReader.read(cursor, name);
        boolean descending = cursor.take(".desc");
        if (!descending) {
            cursor.take(".asc");
        }
        Optional<Boolean> nullsFirst = Optional.empty();
        if (cursor.take(".nullsfirst")) {
            nullsFirst = Optional.of(true);
        } else if (cursor.take(".nullslast")) {
            nullsFirst = Optional.of(false);
        }
        return new Ordering(operand, descending, nullsFirst);
    }
}
