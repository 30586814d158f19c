package dev.crossfade.rest;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A column of the table of events, in the table's order. */
enum Column {
    POSITION("position", ColumnType.BIGINT),
    ID("id", ColumnType.UUID),
    NODE("node", ColumnType.TEXT),
    SEQUENCE_ID("sequence_id", ColumnType.BIGINT),
    EVENT_TYPE("event_type", ColumnType.TEXT),
    CATEGORY("category", ColumnType.TEXT),
    TIMESTAMP("timestamp", ColumnType.TIME),
    RECEIVED_AT("received_at", ColumnType.TIME),
    SOURCE("source", ColumnType.TEXT),
    DATA("data", ColumnType.JSON),
    METADATA("metadata", ColumnType.JSON),
    CHECKSUM("checksum", ColumnType.TEXT),
    CHECKSUM_ALGORITHM("checksum_algorithm", ColumnType.TEXT),
    ADAPTERS("adapters", ColumnType.TEXTS),
    CREATED_AT("created_at", ColumnType.TIME),
    CONFIG_VERSION("config_version", ColumnType.BIGINT),
    CHECKSUM_KEY_ID("checksum_key_id", ColumnType.TEXT);

    private static final Map<String, Column> BY_LABEL =
            Arrays.stream(values()).collect(Collectors.toMap(Column::label, Function.identity()));

    private final String label;
    private final ColumnType type;

    Column(String label, ColumnType type) {
        this.label = label;
        this.type = type;
    }

    /** @throws RestError where the table has none of that name */
    static Column of(String label) {
        Column column = BY_LABEL.get(label);
        if (column == null) {
            throw RestError.unknownColumn(label);
        }
        return column;
    }

    String label() {
        return label;
    }

    ColumnType type() {
        return type;
    }

    /** How a statement names it, of a row called {@code e}. */
    String sql() {
        return "e.\"" + label + '"';
    }
}
