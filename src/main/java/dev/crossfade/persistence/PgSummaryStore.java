package dev.crossfade.persistence;

import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.bus.SummaryQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;

/** Asks what was counted by the hour and by the day; what bounds an answer's time is the client owner's to see to. */
final class PgSummaryStore {
    private static final double NANOS_PER_MILLI = 1e6;

    private final SqlClient client;

    PgSummaryStore(SqlClient client) {
        this.client = client;
    }

    Future<SummaryPage> page(SummaryQuery query) {
        SummarySql statement = new SummarySql(query);
        return client.preparedQuery(statement.page())
                .execute(Tuple.wrap(statement.parameters()))
                .map(answer -> {
                    List<CountsRow> rows = new ArrayList<>(answer.size());
                    answer.forEach(row -> rows.add(row(row)));
                    boolean more = rows.size() > query.limit();
                    return new SummaryPage(List.copyOf(more ? rows.subList(0, query.limit()) : rows), more);
                });
    }

    private static CountsRow row(Row row) {
        Counts counts = new Counts(
                row.getLong(3),
                row.getLong(4),
                row.getLong(5),
                row.getLong(6),
                row.getLong(7),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                Math.round(row.getDouble(11) * NANOS_PER_MILLI));
        EventKind kind =
                new EventKind(row.getString(1), Category.of(row.getString(2)).orElseThrow());
        return new CountsRow(row.getOffsetDateTime(0).toInstant(), kind, counts);
    }
}
