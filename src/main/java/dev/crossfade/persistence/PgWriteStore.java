package dev.crossfade.persistence;

import dev.crossfade.event.MonitoringEvent;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes batches over one connection, on the path that its role may use.
 *
 * <p>On the path {@link WritePath#FUNCTION} the statements that are sent ahead form a chain: each names the one before, and
 * fails where that was not committed. After a failure the chain goes on from the last that was committed. On the other
 * paths, and once unchained, one statement at a time is sent. Confined to the context of the connection.
 */
final class PgWriteStore {
    private static final int CHAINED_IN_FLIGHT = 4;

    private final PgConnection connection;
    private final Privileges privileges;
    private final WritePath path;
    private final PreparedStatement statement;
    private final Set<LocalDate> daysCaredFor = new HashSet<>();
    private boolean chained;
    private int inFlight;
    private long lastNumber;
    private long chainEnd;
    private long committed;
    private int chain;

    private PgWriteStore(PgConnection connection, Privileges privileges, PreparedStatement statement) {
        this.connection = connection;
        this.privileges = privileges;
        this.path = privileges.path().orElseThrow();
        this.chained = path == WritePath.FUNCTION;
        this.statement = statement;
    }

    /** Makes ready to write on the best path that is permitted. */
    static Future<PgWriteStore> prepare(PgConnection connection, Privileges privileges) {
        String sql =
                switch (privileges.path().orElseThrow()) {
                    case FUNCTION -> Sql.WRITE_EVENTS;
                    case INSERT -> Sql.insertInto("monitoring_events");
                    case VIEW -> Sql.insertInto("event_intake");
                };
        return connection.prepare(sql).map(statement -> new PgWriteStore(connection, privileges, statement));
    }

    /** How many batches may be sent without waiting for the ones before. */
    int mostInFlight() {
        return chained ? CHAINED_IN_FLIGHT : 1;
    }

    int inFlight() {
        return inFlight;
    }

    void unchain() {
        chained = false;
    }

    /** The same, unchained. */
    PgWriteStore unchained() {
        unchain();
        return this;
    }

    /** Behind all that was sent before. */
    Future<Void> limit(PgConnectionStore door) {
        return door.limit(connection);
    }

    /** The server's process that it writes by. */
    int processId() {
        return connection.processId();
    }

    void closeHandler(Handler<Void> handler) {
        connection.closeHandler(handler);
    }

    /**
     * Adds a batch.
     *
     * @param batch 1 or more events of one node
     * @param mayRepeat whether some of it may be stored already
     */
    Future<Written> write(List<MonitoringEvent> batch, boolean mayRepeat) {
        EventColumns columns = new EventColumns(batch);
        inFlight++;
        Future<Written> written = path == WritePath.FUNCTION
                ? chained ? link(columns, mayRepeat) : call(columns, null, null, mayRepeat)
                : insert(columns, batch);
        return written.onComplete(done -> inFlight--);
    }

    Future<Void> close() {
        return connection.close();
    }

    private Future<Written> link(EventColumns columns, boolean mayRepeat) {
        long number = ++lastNumber;
        int sentOn = chain;
        Future<Written> written = call(columns, chainEnd, number, mayRepeat);
        chainEnd = number;
        return written.onSuccess(done -> committed = number).onFailure(failure -> {
            if (sentOn == chain) {
                chain++;
                chainEnd = committed;
            }
        });
    }

    private Future<Written> call(EventColumns columns, Long previous, Long number, boolean mayRepeat) {
        return statement
                .query()
                .execute(Tuple.wrap(columns.forFunction(previous, number, mayRepeat)))
                .map(PgWriteStore::called);
    }

    private static Written called(RowSet<Row> answer) {
        Row row = answer.iterator().next();
        Long[] missing = row.getArrayOfLongs(1);
        return new Written(row.getInteger(0), missing.length == 0 ? Set.of() : Set.copyOf(Arrays.asList(missing)));
    }

    /**
     * Never with {@code ON CONFLICT}: these roles may not name the key, and without it rows that break somebody else's
     * unique index would be passed over in silence.
     */
    private Future<Written> insert(EventColumns columns, List<MonitoringEvent> batch) {
        return partitions(columns.days())
                .compose(there -> statement.query().execute(Tuple.wrap(columns.forInsert())))
                .compose(rows -> inserted(rows.rowCount(), batch));
    }

    /** Rows that are not there although nothing was refused can only be found one by one. */
    private static Future<Written> inserted(int added, List<MonitoringEvent> batch) {
        if (added == batch.size()) {
            return Future.succeededFuture(new Written(added, Set.of()));
        }
        return batch.size() == 1
                ? Future.succeededFuture(new Written(0, Set.of(batch.get(0).sequenceId())))
                : Future.failedFuture(new DatabaseFailure(
                        FailureKind.REPEATED, "", "only " + added + " of " + batch.size() + " rows were added"));
    }

    /** Whether a batch that is there already, whole or in part, is completed instead of refused. */
    boolean completes() {
        return path == WritePath.FUNCTION;
    }

    /** Frees what the server keeps for it; for use on a connection that goes back to a pool. */
    Future<Void> release() {
        return statement.close();
    }

    /** Where the role may not make them, they are there or the insert says what is missing. */
    private Future<Void> partitions(LocalDate... days) {
        Future<Void> made = Future.succeededFuture();
        if (privileges.partitions()) {
            for (LocalDate day : days) {
                if (!daysCaredFor.contains(day)) {
                    made = made.compose(none -> connection
                                    .preparedQuery(Sql.ENSURE_PARTITIONS)
                                    .execute(Tuple.of(day, day)))
                            .onSuccess(done -> daysCaredFor.add(day))
                            .mapEmpty();
                }
            }
        }
        return made;
    }
}
