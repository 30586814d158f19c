package dev.crossfade.persistence;

import dev.crossfade.bus.FeedCursor;
import dev.crossfade.bus.FeedCursorQuery;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedPosition;
import dev.crossfade.bus.FeedQuery;
import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.DeliveredText;
import dev.crossfade.event.HmacKeys;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.ReadBack;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for stored events in the order of their positions, and keeps the cursors of those who were served; what bounds an
 * answer's time is the client owner's to see to. Belongs to one context.
 */
final class PgFeedStore {
    private static final Logger LOG = LoggerFactory.getLogger(PgFeedStore.class);
    private static final int FIRST_STEP = 16;
    /** What the table holds compressed can be many times as large when it comes. */
    private static final int MOST_STEP = 256;
    /** Statements for one answer, which must come in time. */
    private static final int MOST_STEPS = 16;

    /** Positions that one statement looks at: the more, the fewer of the rows are for the feed. */
    private static final int LEAST_SPAN = 1024;

    private static final int MOST_SPAN = 8192;
    private static final int MOST_CURSORS = 100_000;
    /** So many more there may be until the next care. */
    private static final int SURPLUS = MOST_CURSORS / 5;

    private static final Duration ANY_AGE = Duration.ofDays(36_500);
    private static final int LONGEST_NAME = 200;

    private final SqlClient client;
    private final Supplier<HmacKeys> keys;
    private final ReadBack readBack = new ReadBack();
    private int firstStep = FIRST_STEP;
    private int span = LEAST_SPAN;
    private int savedSincePruned;
    private long unreadable;
    private Optional<String> unknownKey = Optional.empty();

    /** @param keys those that are known now, to verify what is read back */
    PgFeedStore(SqlClient client, Supplier<HmacKeys> keys) {
        this.client = client;
        this.keys = keys;
    }

    /**
     * Has the connection hear the bell from now on, and looks how far the committed events reach. Either may be
     * impossible, and the feed is then worse or cannot be had; that is no reason not to write.
     */
    static Future<Optional<FeedPosition>> begin(SqlClient connection) {
        return connection
                .query(FeedSql.LISTEN)
                .execute()
                .<Void>mapEmpty()
                .recover(PgFeedStore::refused)
                .compose(listening -> connection.preparedQuery(FeedSql.POSITION).execute())
                .map(answer -> Optional.of(position(answer)))
                .recover(reason -> refused(reason).map(Optional.empty()));
    }

    private static Future<Void> refused(Throwable reason) {
        return reason instanceof PgException ? Future.succeededFuture() : Future.failedFuture(reason);
    }

    /** How far the committed events reach. */
    Future<FeedPosition> position() {
        return client.preparedQuery(FeedSql.POSITION).execute().map(PgFeedStore::position);
    }

    private static FeedPosition position(RowSet<Row> answer) {
        Row row = answer.iterator().next();
        return new FeedPosition(row.getLong(0), row.getLong(1));
    }

    /**
     * A page of the realtime adapter's rows, up to a position that is known to be committed: {@code upTo} is believed. It
     * is fetched in steps, whose sizes follow that of the rows seen last. It may be short, or even empty, and say that
     * there is more.
     */
    Future<FeedPage> page(FeedQuery query) {
        return gather(new Gathering(query)).onFailure(perhapsTooLarge -> firstStep = FIRST_STEP);
    }

    private Future<FeedPage> gather(Gathering gathering) {
        int step = gathering.step();
        return client.preparedQuery(FeedSql.PAGE)
                .execute(Tuple.of(gathering.reached, gathering.query.upTo(), step, span))
                .compose(rows -> {
                    gathering.add(rows, step);
                    return gathering.isOver() ? Future.succeededFuture(gathering.page()) : gather(gathering);
                });
    }

    /** Up to where the client has been served; empty where nothing is known. */
    Future<OptionalLong> cursor(FeedCursorQuery query) {
        if (!isStorable(query.key()) || !isStorable(query.channel())) {
            return Future.succeededFuture(OptionalLong.empty());
        }
        return client.preparedQuery(FeedSql.CURSOR)
                .execute(Tuple.of(query.key(), query.channel()))
                .map(answer -> {
                    Long position = answer.iterator().next().getLong(0);
                    return position == null ? OptionalLong.empty() : OptionalLong.of(position);
                });
    }

    /** Saves the cursors but for those whose names the table cannot hold: one of them must not cost the others. */
    Future<Void> save(List<FeedCursor> cursors) {
        List<FeedCursor> storable = cursors.stream()
                .filter(cursor -> isStorable(cursor.key()) && isStorable(cursor.channel()) && cursor.position() >= 0)
                .toList();
        return client.preparedQuery(FeedSql.SAVE_CURSORS)
                .execute(Tuple.of(
                        column(storable, FeedCursor::key, String[]::new),
                        column(storable, FeedCursor::channel, String[]::new),
                        column(storable, FeedCursor::position, Long[]::new)))
                .compose(saved -> saved(storable.size()));
    }

    /** Names are for clients to choose, so the table may have grown by as many as were saved. */
    private Future<Void> saved(int cursors) {
        savedSincePruned += cursors;
        return savedSincePruned < SURPLUS
                ? Future.succeededFuture()
                : prune(ANY_AGE).mapEmpty();
    }

    /** Deletes the cursors that were not saved for so long, and the oldest where there are too many. */
    Future<Integer> prune(Duration keep) {
        savedSincePruned = 0;
        return client.preparedQuery(FeedSql.PRUNE_CURSORS)
                .execute(Tuple.of(keep.toMillis(), MOST_CURSORS))
                .map(answer -> answer.iterator().next().getInteger(0));
    }

    private static <T> T[] column(List<FeedCursor> cursors, Function<FeedCursor, T> value, IntFunction<T[]> array) {
        return cursors.stream().map(value).toArray(array);
    }

    private static boolean isStorable(String name) {
        int length = name.codePointCount(0, name.length());
        return length > 0 && length <= LONGEST_NAME && name.indexOf('\0') < 0;
    }

    /** One that nobody could read must not hold up all behind it; the daemon itself writes none. */
    private void read(Row row, List<FeedRow> into) {
        try {
            ReadBack.Data data = readBack.data(row.getString(9));
            MonitoringEvent event = PgHistoryStore.event(row, data.delivered(), DeliveredText.of(row.getString(10)));
            Integrity integrity = readBack.integrity(event, data, keys.get());
            if (integrity == Integrity.UNKNOWN_KEY) {
                tellUnknownKey(event.checksumKeyId());
            }
            into.add(new FeedRow(event, row.getOffsetDateTime(16).toInstant(), integrity));
        } catch (RuntimeException notOurs) {
            tellUnreadable(row.getLong(0), notOurs);
        }
    }

    /** Once for each run of events with the same one. */
    private void tellUnknownKey(Optional<String> keyId) {
        if (!keyId.equals(unknownKey)) {
            unknownKey = keyId;
            LOG.warn(
                    "stored events are signed with a key that is not known here and cannot be verified key_id={}",
                    keyId.orElse(""));
        }
    }

    /** Once a row, although it is read as often as somebody asks for what is past. */
    private void tellUnreadable(long position, RuntimeException reason) {
        if (position > unreadable) {
            unreadable = position;
            LOG.error(
                    "a stored row is no event and is not delivered position={} reason={}", position, reason.toString());
        }
    }

    /** An answer that is being put together. */
    private final class Gathering {
        private final FeedQuery query;
        private final List<FeedRow> rows = new ArrayList<>();
        private long reached;
        private long dropped;
        private long bytes;
        private int steps;

        Gathering(FeedQuery query) {
            this.query = query;
            this.reached = query.after();
        }

        /** As many as fill the page, if they are like those before. */
        int step() {
            long each = rows.isEmpty() ? FeedSql.PAGE_BYTES / firstStep : Math.max(1, bytes / rows.size());
            long fit = Math.min(MOST_STEP, (FeedSql.PAGE_BYTES - bytes) / each);
            return (int) Math.max(1, Math.min(query.limit() - rows.size(), fit));
        }

        void add(RowSet<Row> answer, int step) {
            steps++;
            int fetched = 0;
            long found = 0;
            long last = 0;
            for (Row row : answer) {
                dropped = row.getLong(19);
                reached = row.getLong(18);
                if (row.getLong(0) != null) {
                    fetched++;
                    last = row.getLong(0);
                    found = row.getLong(17);
                    read(row, rows);
                }
            }
            boolean cut = fetched == step || fetched < found;
            reached = cut ? last : reached;
            span = cut ? Math.max(LEAST_SPAN, span / 2) : fetched < step / 2 ? Math.min(MOST_SPAN, 2 * span) : span;
            bytes = rows.stream().mapToLong(PgFeedStore::size).sum();
        }

        boolean isOver() {
            return reached >= query.upTo()
                    || rows.size() >= query.limit()
                    || bytes >= FeedSql.PAGE_BYTES
                    || steps == MOST_STEPS;
        }

        FeedPage page() {
            if (!rows.isEmpty()) {
                long each = Math.max(1, bytes / rows.size());
                firstStep = (int) Math.max(FIRST_STEP, Math.min(MOST_STEP, FeedSql.PAGE_BYTES / each));
            }
            return new FeedPage(List.copyOf(rows), reached, dropped);
        }
    }

    private static long size(FeedRow row) {
        return row.event().data().length() + (long) row.event().metadata().length();
    }
}
