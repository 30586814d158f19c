package dev.crossfade.persistence;

import dev.crossfade.bus.AuditPage;
import dev.crossfade.bus.AuditQuery;
import dev.crossfade.bus.StoredOverride;
import dev.crossfade.bus.StoredOverrides;
import dev.crossfade.config.AuditRow;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Asks for stored audit rows and overrides; what bounds an answer's time is the client owner's to see to. */
final class PgAuditStore {
    private final SqlClient client;

    PgAuditStore(SqlClient client) {
        this.client = client;
    }

    /** A page of rows, newest first. */
    Future<AuditPage> page(AuditQuery query) {
        AuditSql statement = new AuditSql(query);
        return client.preparedQuery(statement.page())
                .execute(Tuple.wrap(statement.parameters()))
                .map(rows -> page(rows, query.limit()));
    }

    Future<StoredOverrides> overrides() {
        return client.preparedQuery(AuditSql.OVERRIDES).execute().map(PgAuditStore::overrides);
    }

    private static AuditPage page(RowSet<Row> rows, int limit) {
        List<AuditRow> page = new ArrayList<>(rows.size());
        long last = 0;
        for (Row row : rows) {
            if (page.size() == limit) {
                return new AuditPage(List.copyOf(page), OptionalLong.of(last));
            }
            page.add(row(row));
            last = row.getLong(0);
        }
        return new AuditPage(List.copyOf(page), OptionalLong.empty());
    }

    private static AuditRow row(Row row) {
        return new AuditRow(
                row.getUUID(1),
                row.getOffsetDateTime(2).toInstant(),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                AuditJson.value(row.getString(6)),
                AuditJson.value(row.getString(7)),
                row.getString(8),
                row.getLong(9),
                AuditRow.OverrideChange.valueOf(row.getString(10).toUpperCase(Locale.ROOT)));
    }

    private static StoredOverrides overrides(RowSet<Row> rows) {
        List<StoredOverride> overrides = new ArrayList<>(rows.size());
        for (Row row : rows) {
            overrides.add(new StoredOverride(
                    row.getString(0),
                    AuditJson.value(row.getString(1)),
                    row.getBoolean(2),
                    row.getString(3),
                    row.getString(4),
                    row.getOffsetDateTime(5).toInstant(),
                    row.getLong(6),
                    row.getString(7)));
        }
        return new StoredOverrides(List.copyOf(overrides));
    }
}
