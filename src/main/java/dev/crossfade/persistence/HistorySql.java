package dev.crossfade.persistence;

import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.event.Category;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The statement of one history query: fixed pieces of SQL for what was asked, every value a parameter. Only what was
 * asked is in it, so that the planner sees the query as it is. One row more than the limit is asked for, which tells
 * whether there is more.
 */
final class HistorySql {
    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final String sql;

    HistorySql(HistoryQuery query) {
        anyOf("category", query.categories().stream().map(Category::label).toList());
        anyOf("event_type", query.eventTypes());
        anyOf("source", query.sources());
        query.node().ifPresent(node -> condition("node = $?", node));
        query.text()
                .ifPresent(text ->
                        condition("(event_type ILIKE $? OR source ILIKE $? OR data::text ILIKE $?)", containing(text)));
        query.from().ifPresent(from -> condition("\"timestamp\" >= $?", from.atOffset(ZoneOffset.UTC)));
        query.to().ifPresent(to -> condition("\"timestamp\" < $?", to.atOffset(ZoneOffset.UTC)));
        query.after().ifPresent(after -> condition("position > $?", after));
        query.before().ifPresent(before -> condition("position < $?", before));
        parameters.add(query.limit() + 1L);
        sql = Sql.SELECT_EVENTS.formatted(
                conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions),
                query.order() == HistoryQuery.Order.NEWEST_FIRST ? "DESC" : "ASC",
                parameters.size(),
                Sql.PAGE_BYTES);
    }

    String sql() {
        return sql;
    }

    List<Object> parameters() {
        return parameters;
    }

    private void anyOf(String column, List<String> values) {
        if (!values.isEmpty()) {
            condition(column + " = ANY($?)", values.toArray(String[]::new));
        }
    }

    private void condition(String piece, Object value) {
        parameters.add(value);
        conditions.add(piece.replace("$?", "$" + parameters.size()));
    }

    /** The pattern that matches every text with this one in it; the text's own wildcards are no wildcards. */
    private static String containing(String text) {
        return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
