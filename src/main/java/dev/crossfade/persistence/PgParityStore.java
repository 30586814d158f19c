package dev.crossfade.persistence;

import dev.crossfade.bus.ParityCount;
import dev.crossfade.bus.ParityCounts;
import dev.crossfade.bus.ParityWindowsPage;
import dev.crossfade.bus.ParityWindowsQuery;
import dev.crossfade.event.Category;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Asks what parity counted over time; what bounds an answer's time is the client owner's to see to. */
final class PgParityStore {
    private final SqlClient client;

    PgParityStore(SqlClient client) {
        this.client = client;
    }

    Future<ParityWindowsPage> page(ParityWindowsQuery query) {
        ParitySql statement = new ParitySql(query);
        return client.preparedQuery(statement.page())
                .execute(Tuple.wrap(statement.parameters()))
                .map(answer -> {
                    List<ParityWindowsPage.Row> rows = new ArrayList<>(answer.size());
                    answer.forEach(row -> rows.add(row(row)));
                    boolean more = rows.size() > query.limit();
                    return new ParityWindowsPage(List.copyOf(more ? rows.subList(0, query.limit()) : rows), more);
                });
    }

    private static ParityWindowsPage.Row row(Row row) {
        Map<ParityCount, Long> counts = new EnumMap<>(ParityCount.class);
        for (ParityCount count : ParityCount.values()) {
            counts.put(count, row.getLong(count.label()));
        }
        return new ParityWindowsPage.Row(
                row.getOffsetDateTime("began").toInstant(),
                Category.of(row.getString("category")).orElseThrow(),
                new ParityCounts(counts));
    }
}
