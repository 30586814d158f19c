package dev.crossfade.rest;

/** What kind of value a column has, as PostgreSQL calls it. */
enum ColumnType {
    BIGINT("bigint"),
    UUID("uuid"),
    TEXT("text"),
    TIME("timestamptz"),
    JSON("jsonb"),
    TEXTS("text[]");

    private final String sql;

    ColumnType(String sql) {
        this.sql = sql;
    }

    String sql() {
        return sql;
    }
}
