package dev.crossfade.persistence;

import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.bus.TimeSeries;
import dev.crossfade.bus.TimeSeriesQuery;
import dev.crossfade.event.MonitoringEvent;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The table of events, over one connection that writes, one for care and measurement, and a pool that reads.
 *
 * <p>Belongs to the context that made it. When the database does not answer a write or a ping in time, or fails a write,
 * the whole store is broken: all connections are closed, and all that was asked fails. A broken store stays so; make another.
 */
final class PgEventStore {
    private static final String DUPLICATE = "23505";
    private static final String OUT_OF_TURN = "CF001";
    /** For the server to say itself that a statement took too long, before it counts as gone. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final PgConnection writer;
    private final PgConnection control;
    private final PreparedStatement plain;
    private final PreparedStatement repeating;
    private final Pool pool;
    private final PgHistoryStore reads;
    private final Duration timeout;
    private final Promise<Void> end = Promise.promise();
    private final Set<LocalDate> knownDays = new HashSet<>();
    private long lastNumber;
    private int inFlight;

    private PgEventStore(
            PgConnection writer, PgConnection control, CompositeFuture prepared, Pool pool, Duration timeout) {
        this.writer = writer;
        this.control = control;
        this.plain = prepared.resultAt(0);
        this.repeating = prepared.resultAt(1);
        this.pool = pool;
        this.reads = new PgHistoryStore(pool);
        this.timeout = timeout;
        writer.closeHandler(closed -> fail(new IllegalStateException("the database closed the connection")));
        control.closeHandler(closed -> fail(new IllegalStateException("the database closed the connection")));
    }

    /**
     * Connects.
     *
     * @param readers most connections for reading
     * @param timeout of every operation, this one included
     */
    static Future<PgEventStore> connect(Vertx vertx, DatabaseTarget target, int readers, Duration timeout) {
        PgConnectionStore door = new PgConnectionStore(vertx, target, timeout);
        Future<PgConnection> writer = door.connection();
        Future<PgConnection> control = door.connection();
        return Future.join(writer, control)
                .compose(both -> prepare(writer.result()))
                .timeout(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .map(statements ->
                        new PgEventStore(writer.result(), control.result(), statements, door.pool(readers), timeout))
                .onFailure(failure -> {
                    // Also what comes about after the time is up.
                    writer.onSuccess(PgConnection::close);
                    control.onSuccess(PgConnection::close);
                });
    }

    /**
     * Adds a batch. Batches may be handed over without waiting for the ones before; they are committed in this order
     * or not at all.
     *
     * @param batch 1 or more events of one node
     * @param mayRepeat whether some of it may be stored already; saying no to save time is safe, only slower when wrong
     * @return how many rows were added
     */
    Future<Integer> insert(List<MonitoringEvent> batch, boolean mayRepeat) {
        EventColumns columns = new EventColumns(batch);
        columns.days().forEach(this::ensureDay);
        long number = ++lastNumber;
        inFlight++;
        return send(mayRepeat ? repeating : plain, columns, number).eventually(() -> {
            inFlight--;
            return Future.succeededFuture();
        });
    }

    /** Makes the partitions of these days, both included, where they are missing. */
    Future<Void> ensurePartitions(LocalDate from, LocalDate to) {
        return bounded(control.preparedQuery(Sql.ENSURE_PARTITIONS).execute(Tuple.of(from, to)), 1)
                .mapEmpty();
    }

    /**
     * Drops the partitions of all days before this one.
     *
     * @return how many
     */
    Future<Integer> dropPartitions(LocalDate before) {
        knownDays.removeIf(day -> day.isBefore(before));
        return bounded(control.preparedQuery(Sql.DROP_PARTITIONS).execute(Tuple.of(before)), 1)
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    Future<HistoryPage> history(HistoryQuery query) {
        return read(reads.history(query));
    }

    Future<TimeSeries> timeSeries(TimeSeriesQuery query) {
        return read(reads.timeSeries(query));
    }

    /** The time of a round trip. */
    Future<Duration> ping() {
        long begun = System.nanoTime();
        return bounded(control.query(Sql.PING).execute(), 1).map(rows -> Duration.ofNanos(System.nanoTime() - begun));
    }

    /** Fails, with the reason, when the store breaks; succeeds when it is closed. */
    Future<Void> end() {
        return end.future();
    }

    /** Says goodbye on all connections; one whose server does not answer it in time is left to the system. */
    Future<Void> close() {
        end.tryComplete();
        return Future.join(writer.close(), control.close(), pool.close())
                .timeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /**
     * A duplicate shows that the batch was stored before after all: it is sent once more, this time in the way that
     * bears repetition. The batches behind it have failed by then, since they follow one that was not committed; each
     * is sent once more too, and since answers come in order they line up in the order they had.
     */
    private Future<Integer> send(PreparedStatement statement, EventColumns columns, long number) {
        return bounded(statement.query().execute(Tuple.wrap(columns.parameters(number - 1, number))), inFlight)
                .map(RowSet::rowCount)
                .recover(failure -> isRepetition(failure) && !end.future().isComplete()
                        ? send(repeating, columns, number)
                        : failed(failure));
    }

    /** Sent ahead of the batch on the same connection: it is done before the batch comes to its turn. */
    private void ensureDay(LocalDate day) {
        if (knownDays.add(day)) {
            bounded(writer.preparedQuery(Sql.ENSURE_PARTITIONS).execute(Tuple.of(day, day)), inFlight + 1)
                    .onFailure(this::fail);
        }
    }

    private <T> Future<T> failed(Throwable failure) {
        fail(failure);
        return Future.failedFuture(failure);
    }

    private void fail(Throwable failure) {
        if (end.tryFail(failure)) {
            writer.close();
            control.close();
            pool.close();
        }
    }

    /** The server ends a statement itself when its time is up; that it does not even do that breaks the store. */
    private <T> Future<T> bounded(Future<T> operation, int turns) {
        return operation
                .timeout(timeout.multipliedBy(turns).plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> {
                    if (failure instanceof TimeoutException) {
                        fail(failure);
                    }
                });
    }

    /** A question that takes too long fails alone: it must not take the writer's connection with it. */
    private <T> Future<T> read(Future<T> answer) {
        return answer.timeout(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
    }

    private static boolean isRepetition(Throwable failure) {
        return failure instanceof PgException refused
                && (DUPLICATE.equals(refused.getSqlState()) || OUT_OF_TURN.equals(refused.getSqlState()));
    }

    private static Future<CompositeFuture> prepare(PgConnection writer) {
        return Future.all(writer.prepare(Sql.INSERT), writer.prepare(Sql.INSERT_WHAT_IS_MISSING));
    }
}
