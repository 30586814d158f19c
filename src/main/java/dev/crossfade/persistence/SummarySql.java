package dev.crossfade.persistence;

import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.SummaryQuery;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The statement that asks what was counted by the hour or by the day: fixed pieces of SQL for what was asked, every value a
 * parameter. One row more than the limit is asked for, which tells whether there is more.
 */
final class SummarySql {
    private static final String PAGE = """
            SELECT %1$s, event_type, category, sum(accepted_events)::bigint, sum(websocket_events)::bigint,
                sum(realtime_events)::bigint, sum(suppressed_events)::bigint, sum(passed_events)::bigint,
                sum(failed_events)::bigint, sum(total_errors)::bigint, sum(total_warnings)::bigint,
                sum(validation_time_ms)
            FROM monitoring.%2$s
            %3$s
            GROUP BY %1$s, event_type, category
            ORDER BY %1$s DESC, event_type, category
            LIMIT $%4$d
            """;

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final String page;

    SummarySql(SummaryQuery query) {
        boolean hourly = query.window() == MetricsWindow.HOUR;
        String begin = hourly ? "hour" : "day";
        query.eventType().ifPresent(type -> condition("event_type = $?", type));
        query.category().ifPresent(category -> condition("category = $?", category.label()));
        query.from().ifPresent(from -> condition(begin + " >= $?", from.atOffset(ZoneOffset.UTC)));
        query.to().ifPresent(to -> condition(begin + " < $?", to.atOffset(ZoneOffset.UTC)));
        query.after().ifPresent(cursor -> behind(begin, cursor));
        parameters.add(query.limit() + 1L);
        page = PAGE.formatted(
                begin,
                hourly ? "metrics_hourly" : "metrics_daily",
                conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions),
                parameters.size());
    }

    String page() {
        return page;
    }

    List<Object> parameters() {
        return parameters;
    }

    private void behind(String begin, SummaryQuery.Cursor cursor) {
        parameters.add(cursor.start().atOffset(ZoneOffset.UTC));
        int start = parameters.size();
        parameters.add(cursor.kind().eventType());
        parameters.add(cursor.kind().category().label());
        conditions.add("%1$s <= $%2$d AND (%1$s < $%2$d OR (event_type, category) > ($%3$d, $%4$d))"
                .formatted(begin, start, start + 1, start + 2));
    }

    private void condition(String piece, Object value) {
        parameters.add(value);
        conditions.add(piece.replace("$?", "$" + parameters.size()));
    }
}
