package dev.crossfade.persistence;

import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.bus.StoredChecksums;
import dev.crossfade.bus.StoredChecksumsQuery;
import dev.crossfade.bus.TimeSeries;
import dev.crossfade.bus.TimeSeriesQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.DeliveredText;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Asks for stored events over a pool; what bounds an answer's time is the pool owner's to see to. */
final class PgHistoryStore {
    private static final int FIRST_STEP = 16;
    private static final int MOST_ROWS = 500;

    private final Pool pool;

    PgHistoryStore(Pool pool) {
        this.pool = pool;
    }

    /**
     * A page of events; shorter than its limit where they are large. It is fetched in steps, a short one first, which
     * shows how large the events are: what the table holds compressed can be many times as large when it comes.
     */
    Future<HistoryPage> history(HistoryQuery query) {
        return gather(query, new ArrayList<>(), 0, FIRST_STEP);
    }

    private Future<HistoryPage> gather(HistoryQuery query, List<MonitoringEvent> events, long bytes, int step) {
        return fetch(query.withLimit(Math.min(step, query.limit() - events.size())))
                .compose(page -> {
                    events.addAll(page.events());
                    long gathered = bytes + bytesOf(page);
                    if (!page.more() || events.size() >= query.limit() || gathered >= Sql.PAGE_BYTES) {
                        return Future.succeededFuture(new HistoryPage(List.copyOf(events), page.more()));
                    }
                    long each = Math.max(1, gathered / events.size());
                    int next = (int) Math.max(1, Math.min(MOST_ROWS, (Sql.PAGE_BYTES - gathered) / each));
                    return gather(behind(query, events), events, gathered, next);
                });
    }

    private static long bytesOf(HistoryPage page) {
        return page.events().stream()
                .mapToLong(event -> event.data().length() + event.metadata().length())
                .sum();
    }

    /** The same question from behind the last of these on; its limit is still that of the whole page. */
    private static HistoryQuery behind(HistoryQuery query, List<MonitoringEvent> events) {
        OptionalLong last = events.get(events.size() - 1).position();
        return query.order() == HistoryQuery.Order.NEWEST_FIRST ? query.withBefore(last) : query.withAfter(last);
    }

    private Future<HistoryPage> fetch(HistoryQuery query) {
        HistorySql statement = new HistorySql(query);
        return pool.preparedQuery(statement.sql())
                .execute(Tuple.wrap(statement.parameters()))
                .map(rows -> page(rows, query.limit()));
    }

    /** What those events have as checksums. */
    Future<StoredChecksums> checksums(StoredChecksumsQuery query) {
        return pool.preparedQuery(Sql.CHECKSUMS)
                .execute(Tuple.of(query.node(), query.from(), (long) query.limit()))
                .map(PgHistoryStore::checksums);
    }

    private static StoredChecksums checksums(RowSet<Row> rows) {
        List<StoredChecksums.Row> checksums = new ArrayList<>(rows.size());
        for (Row row : rows) {
            checksums.add(new StoredChecksums.Row(
                    row.getLong(0),
                    row.getString(1),
                    Category.of(row.getString(2)).orElseThrow(),
                    row.getBoolean(3)));
        }
        return new StoredChecksums(checksums);
    }

    /** Counts; the first bucket begins at {@code from}. */
    Future<TimeSeries> timeSeries(TimeSeriesQuery query) {
        return pool.preparedQuery(Sql.TIME_SERIES)
                .execute(Tuple.of(
                        query.from().atOffset(ZoneOffset.UTC),
                        query.to().atOffset(ZoneOffset.UTC),
                        query.bucket().toNanos() / 1_000))
                .map(PgHistoryStore::series);
    }

    private static HistoryPage page(RowSet<Row> rows, int limit) {
        List<MonitoringEvent> events = new ArrayList<>(rows.size());
        long found = 0;
        for (Row row : rows) {
            found = row.getLong(16);
            if (events.size() < limit) {
                events.add(event(row, DeliveredText.of(row.getString(9)), DeliveredText.of(row.getString(10))));
            }
        }
        return new HistoryPage(List.copyOf(events), found > events.size());
    }

    /** The event of a row that begins with its columns, in their order, with these texts instead of what the row has. */
    static MonitoringEvent event(Row row, String data, String metadata) {
        return new MonitoringEvent(
                row.getUUID(1),
                row.getString(4),
                Category.of(row.getString(5)).orElseThrow(),
                row.getOffsetDateTime(6).toInstant(),
                row.getOffsetDateTime(7).toInstant(),
                row.getString(8),
                data,
                metadata,
                row.getString(2),
                row.getLong(3),
                OptionalLong.of(row.getLong(0)),
                Route.ofLabels(row.getArrayOfStrings(13)),
                row.getLong(14),
                row.getString(11),
                ChecksumAlgorithm.of(row.getString(12)).orElseThrow(),
                Optional.ofNullable(row.getString(15)));
    }

    private static TimeSeries series(RowSet<Row> rows) {
        Map<Instant, Map<Category, Long>> buckets = new TreeMap<>();
        for (Row row : rows) {
            buckets.computeIfAbsent(row.getOffsetDateTime(0).toInstant(), start -> new EnumMap<>(Category.class))
                    .put(Category.of(row.getString(1)).orElseThrow(), row.getLong(2));
        }
        return new TimeSeries(buckets.entrySet().stream()
                .map(bucket -> new TimeSeries.Bucket(bucket.getKey(), Map.copyOf(bucket.getValue())))
                .toList());
    }
}
