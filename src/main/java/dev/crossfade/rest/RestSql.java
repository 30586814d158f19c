package dev.crossfade.rest;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The statement of one query: pieces of SQL from closed lists, every value, name and key a parameter.
 *
 * <p>The page is cut out first, so that no JSON is written for rows that are not on it. Then it is cut where its rows
 * have so many bytes as stored, and again where they have so many as JSON, after one row at least: what the table holds
 * compressed can be many times as large when it comes.
 */
public final class RestSql {
    /** Goes in: object, table, condition, order, limit, offset, stored bytes, most bytes, count. */
    private static final String STATEMENT = """
            SELECT '[' || coalesce(string_agg(line, ',' ORDER BY place), '') || ']', count(*), %9$s
            FROM (
                SELECT place, line, sum(octet_length(line)) OVER (ORDER BY place) - octet_length(line) AS before
                FROM (
                    SELECT place, %1$s AS line
                    FROM (
                        SELECT *, sum(stored) OVER (ORDER BY place) - stored AS stored_before
                        FROM (
                            SELECT *, row_number() OVER (ORDER BY %4$s) AS place, %7$s AS stored
                            FROM (SELECT * FROM %2$s %3$s ORDER BY %4$s LIMIT %5$s OFFSET %6$s) AS e
                        ) AS placed
                    ) AS e
                    WHERE stored_before < %8$d
                ) AS written
            ) AS sized
            WHERE before < %8$d
            """;

    private static final String TABLE = "monitoring.monitoring_events AS e";

    private final SqlParameters parameters = new SqlParameters();
    private final String sql;

    public RestSql(RestQuery query) {
        String where = "WHERE " + new ConditionSql(parameters).of(query.where());
        String order = order(query.order());
        sql = STATEMENT.formatted(
                query.bodied() ? object(query.columns()) : "''",
                TABLE,
                where,
                order,
                parameters.number(query.limit()),
                parameters.number(query.offset()),
                query.bodied() ? storedBytes(query.columns()) : "0",
                RestQuery.MOST_BYTES,
                query.counted() ? "(SELECT count(*) FROM " + TABLE + " " + where + ")" : "NULL::bigint");
    }

    /** Answers one row: the JSON array, how many elements it has, how many there are without limit and offset or null. */
    public String sql() {
        return sql;
    }

    /** In the order of their numbers, from 1. */
    public List<Object> parameters() {
        return parameters.values();
    }

    private String object(List<Selected> columns) {
        return columns.stream()
                .map(column -> parameters.text(column.name()) + ", " + value(column))
                .collect(Collectors.joining(", ", "json_build_object(", ")::text"));
    }

    /** Times are told as everywhere, in UTC with six decimals; one that is made another type is PostgreSQL's to tell. */
    private String value(Selected column) {
        String value = parameters.operand(column.operand());
        if (column.cast().isPresent()) {
            return "(" + value + ")::" + column.cast().get();
        }
        return column.operand().type() == ColumnType.TIME
                ? "to_char(" + value + " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
                : value;
    }

    /** Only JSON is ever long enough to be compressed. */
    private static String storedBytes(List<Selected> columns) {
        return columns.stream()
                .map(selected -> selected.operand().column())
                .filter(column -> column.type() == ColumnType.JSON)
                .distinct()
                .map(column -> " + pg_column_size(" + column.sql() + ")")
                .collect(Collectors.joining("", "0", ""));
    }

    private String order(List<Ordering> order) {
        return order.stream().map(this::ordering).collect(Collectors.joining()) + Column.POSITION.sql();
    }

    private String ordering(Ordering by) {
        String nulls = by.nullsFirst()
                .map(first -> first ? " NULLS FIRST" : " NULLS LAST")
                .orElse("");
        return parameters.operand(by.operand()) + (by.descending() ? " DESC" : " ASC") + nulls + ", ";
    }
}
