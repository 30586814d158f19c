package dev.crossfade.persistence;

import dev.crossfade.bus.AlertHistoryQuery;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The statement that asks for changes of alerts: fixed pieces of SQL for what was asked, every value a parameter. One row
 * more than the limit is asked for, which tells whether there is more.
 */
final class AlertSql {
    private static final String PAGE = """
            SELECT place, id, at, name, state, severity, labels::text, value, threshold, condition, since, node
            FROM monitoring.alert_history
            %s
            ORDER BY place DESC
            LIMIT $%d
            """;

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> parameters = new ArrayList<>();
    private final String page;

    AlertSql(AlertHistoryQuery query) {
        query.name().ifPresent(name -> condition("name = $?", name));
        query.state().ifPresent(state -> condition("state = $?", state));
        query.severity().ifPresent(severity -> condition("severity = $?", severity));
        query.node().ifPresent(node -> condition("node = $?", node));
        query.from().ifPresent(from -> condition("at >= $?", from.atOffset(ZoneOffset.UTC)));
        query.to().ifPresent(to -> condition("at < $?", to.atOffset(ZoneOffset.UTC)));
        query.before().ifPresent(place -> condition("place < $?", place));
        parameters.add(query.limit() + 1L);
        page = PAGE.formatted(
                conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions), parameters.size());
    }

    String page() {
        return page;
    }

    List<Object> parameters() {
        return parameters;
    }

    private void condition(String piece, Object value) {
        parameters.add(value);
        conditions.add(piece.replace("$?", "$" + parameters.size()));
    }
}
