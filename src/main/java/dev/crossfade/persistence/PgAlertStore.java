package dev.crossfade.persistence;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertChangedJson;
import dev.crossfade.bus.AlertHistoryPage;
import dev.crossfade.bus.AlertHistoryQuery;
import dev.crossfade.config.Alerts.Severity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Asks for stored changes of alerts; what bounds an answer's time is the client owner's to see to. */
final class PgAlertStore {
    private final SqlClient client;

    PgAlertStore(SqlClient client) {
        this.client = client;
    }

    /** A page of changes, newest first. */
    Future<AlertHistoryPage> page(AlertHistoryQuery query) {
        AlertSql statement = new AlertSql(query);
        return client.preparedQuery(statement.page())
                .execute(Tuple.wrap(statement.parameters()))
                .map(rows -> page(rows, query.limit()));
    }

    private static AlertHistoryPage page(RowSet<Row> rows, int limit) {
        List<AlertHistoryPage.Row> page = new ArrayList<>(rows.size());
        long last = 0;
        for (Row row : rows) {
            if (page.size() == limit) {
                return new AlertHistoryPage(page, OptionalLong.of(last));
            }
            page.add(new AlertHistoryPage.Row(change(row), row.getString("node")));
            last = row.getLong("place");
        }
        return new AlertHistoryPage(page, OptionalLong.empty());
    }

    private static AlertChanged change(Row row) {
        Double value = row.getDouble("value");
        return new AlertChanged(
                row.getUUID("id"),
                row.getString("name"),
                row.getString("state").equals("firing"),
                Severity.valueOf(row.getString("severity").toUpperCase(Locale.ROOT)),
                AlertChangedJson.labels(new JsonObject(row.getString("labels"))),
                value == null ? OptionalDouble.empty() : OptionalDouble.of(value),
                row.getDouble("threshold"),
                row.getString("condition"),
                row.getOffsetDateTime("since").toInstant(),
                row.getOffsetDateTime("at").toInstant());
    }
}
