package dev.crossfade.persistence;

import dev.crossfade.bus.DeadLetterPage;
import dev.crossfade.bus.DeadLetterQuery;
import dev.crossfade.bus.DeadLetterStatistics;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.StoredDeadLetter;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** The queue of dead letters; a statement that is not answered in time fails alone. */
final class PgDeadLetterStore {
    /** Bound on the characters of payload in one statement; a single letter may be larger. */
    private static final int MOST_CHARACTERS = 4 << 20;

    private static final int MOST_LETTERS = 1000;

    /** Letters that one statement changes, so that it is done in time however many there are: some 20 µs each. */
    private static final int PORTION = 10_000;

    private final SqlClient client;
    private final Duration patience;
    private final int portion;

    /** @param patience for each statement; its server is supposed to end it before */
    PgDeadLetterStore(SqlClient client, Duration patience) {
        this(client, patience, PORTION);
    }

    /** @param portion most letters that one statement changes */
    PgDeadLetterStore(SqlClient client, Duration patience, int portion) {
        this.client = client;
        this.patience = patience;
        this.portion = portion;
    }

    /**
     * Adds letters; those of events that have one already are passed over.
     *
     * @param maxRetries 0 or more
     * @param firstDelay before the first retry
     * @return how many were added
     */
    Future<Integer> add(List<DeadLetter> letters, int maxRetries, Duration firstDelay) {
        Future<Integer> added = Future.succeededFuture(0);
        for (DeadLetterColumns columns : DeadLetterColumns.of(letters, MOST_LETTERS, MOST_CHARACTERS)) {
            added = added.compose(
                    before -> ask(DeadLetterSql.ADD, Tuple.wrap(columns.parameters(maxRetries, firstDelay.toMillis())))
                            .map(rows -> before + number(rows)));
        }
        return added;
    }

    /** Takes letters that are due, at most so many, for as long as the lease. */
    Future<List<ClaimedDeadLetter>> claim(int most, Duration lease) {
        return ask(DeadLetterSql.CLAIM, Tuple.of(most, lease.toMillis())).map(PgDeadLetterStore::claimed);
    }

    /** Takes one letter before it is due; nothing where it is not there, is recovered or is being retried. */
    Future<Optional<ClaimedDeadLetter>> claimOne(long id, Duration lease) {
        return ask(DeadLetterSql.CLAIM_ONE, Tuple.of(id, lease.toMillis()))
                .map(rows -> claimed(rows).stream().findFirst());
    }

    /**
     * Says that the letter's event is stored.
     *
     * @return whether the claim still held; where not, nothing was changed
     */
    Future<Boolean> recover(ClaimedDeadLetter letter) {
        return ask(DeadLetterSql.RECOVER, Tuple.of(letter.id(), letter.claim()))
                .map(rows -> rows.iterator().next().getBoolean(0));
    }

    /**
     * Says that the letter's event was refused again.
     *
     * @param delay before the next retry; empty where another one is of no use
     * @return the status that it is in now; empty where the claim did not hold any more and nothing was changed
     */
    Future<Optional<DeadLetterStatus>> failedAgain(
            ClaimedDeadLetter letter, String reason, String sqlState, Optional<Duration> delay) {
        return ask(
                        DeadLetterSql.FAILED_AGAIN,
                        Tuple.of(
                                letter.id(),
                                letter.claim(),
                                DeadLetterText.plain(reason),
                                DeadLetterText.plain(sqlState),
                                delay.map(Duration::toMillis).orElse(null)))
                .map(rows ->
                        Optional.ofNullable(rows.iterator().next().getString(0)).flatMap(DeadLetterStatus::of));
    }

    /** Makes all letters due that wait or have failed; how many. */
    Future<Integer> schedule() {
        return schedule(0, 0);
    }

    private Future<Integer> schedule(long behind, int before) {
        return ask(DeadLetterSql.SCHEDULE, Tuple.of(behind, portion))
                .map(rows -> rows.iterator().next())
                .compose(row -> row.getInteger(0) < portion
                        ? Future.succeededFuture(before + row.getInteger(0))
                        : schedule(row.getLong(1), before + portion));
    }

    /** Deletes a letter; empty where it is not there or is being retried. */
    Future<Optional<StoredDeadLetter>> discard(long id) {
        return one(DeadLetterSql.DISCARD, id);
    }

    /** Deletes the letters that were recovered, or have failed, at least that long ago; how many. */
    Future<Integer> cleanup(Duration olderThan) {
        return cleanup(olderThan, 0);
    }

    private Future<Integer> cleanup(Duration olderThan, int before) {
        return ask(DeadLetterSql.CLEANUP, Tuple.of(olderThan.toMillis(), portion))
                .map(PgDeadLetterStore::number)
                .compose(removed -> removed < portion
                        ? Future.succeededFuture(before + removed)
                        : cleanup(olderThan, before + portion));
    }

    Future<DeadLetterStatistics> statistics() {
        return ask(DeadLetterSql.STATISTICS, Tuple.tuple())
                .map(rows -> statistics(rows.iterator().next()));
    }

    Future<Optional<StoredDeadLetter>> one(long id) {
        return one(DeadLetterSql.ONE, id);
    }

    Future<DeadLetterPage> page(DeadLetterQuery query) {
        DeadLetterSql statement = new DeadLetterSql(query);
        return ask(statement.page(), Tuple.wrap(statement.parameters()))
                .compose(rows -> statistics().map(statistics -> page(rows, query.limit(), statistics)));
    }

    private Future<Optional<StoredDeadLetter>> one(String sql, long id) {
        return ask(sql, Tuple.of(id)).map(rows -> StreamSupport.stream(rows.spliterator(), false)
                .findFirst()
                .map(PgDeadLetterStore::letter));
    }

    private Future<RowSet<Row>> ask(String sql, Tuple parameters) {
        return client.preparedQuery(sql).execute(parameters).timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static int number(RowSet<Row> rows) {
        return rows.iterator().next().getInteger(0);
    }

    private static List<ClaimedDeadLetter> claimed(RowSet<Row> rows) {
        List<ClaimedDeadLetter> letters = new ArrayList<>(rows.size());
        for (Row row : rows) {
            letters.add(new ClaimedDeadLetter(row.getLong(0), row.getLong(1), row.getString(2), row.getInteger(3)));
        }
        return letters;
    }

    private static DeadLetterPage page(RowSet<Row> rows, int limit, DeadLetterStatistics statistics) {
        List<StoredDeadLetter> letters = new ArrayList<>(rows.size());
        long found = 0;
        for (Row row : rows) {
            found = row.getLong(13);
            if (letters.size() < limit) {
                letters.add(letter(row));
            }
        }
        return new DeadLetterPage(List.copyOf(letters), found > letters.size(), statistics);
    }

    private static StoredDeadLetter letter(Row row) {
        return new StoredDeadLetter(
                row.getLong(0),
                row.getString(1),
                row.getLong(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getInteger(6),
                row.getInteger(7),
                DeadLetterStatus.of(row.getString(8)).orElseThrow(),
                row.getOffsetDateTime(9).toInstant(),
                time(row, 10),
                time(row, 11),
                time(row, 12));
    }

    private static DeadLetterStatistics statistics(Row row) {
        Map<DeadLetterStatus, Long> counts = new EnumMap<>(DeadLetterStatus.class);
        counts.put(DeadLetterStatus.PENDING, row.getLong(1));
        counts.put(DeadLetterStatus.RETRYING, row.getLong(2));
        counts.put(DeadLetterStatus.RECOVERED, row.getLong(3));
        counts.put(DeadLetterStatus.FAILED, row.getLong(4));
        return new DeadLetterStatistics(
                row.getLong(0),
                Map.copyOf(counts),
                time(row, 5),
                Optional.ofNullable(row.getLong(6)).map(Duration::ofMillis),
                number(row.getDouble(7)),
                number(row.getDouble(8)));
    }

    private static OptionalDouble number(Double value) {
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private static Optional<Instant> time(Row row, int column) {
        return Optional.ofNullable(row.getOffsetDateTime(column)).map(OffsetDateTime::toInstant);
    }
}
