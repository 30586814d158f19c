package dev.crossfade.rest;

import java.util.Map;
import java.util.Optional;

/**
 * One member of the objects of an answer.
 *
 * @param name the member's
 * @param cast the SQL type that the value is made; from the closed list of {@link #CASTS}
 */
record Selected(String name, Operand operand, Optional<String> cast) {
    /** What a client may call a type, and what PostgreSQL calls it. */
    static final Map<String, String> CASTS = Map.ofEntries(
            Map.entry("text", "text"),
            Map.entry("varchar", "text"),
            Map.entry("int2", "smallint"),
            Map.entry("smallint", "smallint"),
            Map.entry("int", "integer"),
            Map.entry("int4", "integer"),
            Map.entry("integer", "integer"),
            Map.entry("int8", "bigint"),
            Map.entry("bigint", "bigint"),
            Map.entry("numeric", "numeric"),
            Map.entry("decimal", "numeric"),
            Map.entry("float4", "real"),
            Map.entry("real", "real"),
            Map.entry("float8", "double precision"),
            Map.entry("float", "double precision"),
            Map.entry("bool", "boolean"),
            Map.entry("boolean", "boolean"),
            Map.entry("uuid", "uuid"),
            Map.entry("json", "json"),
            Map.entry("jsonb", "jsonb"),
            Map.entry("date", "date"),
            Map.entry("time", "time"),
            Map.entry("timestamp", "timestamp"),
            Map.entry("timestamptz", "timestamptz"),
            Map.entry("text[]", "text[]"));

    static Selected of(Column column) {
        return new Selected(column.label(), Operand.of(column), Optional.empty());
    }
}
