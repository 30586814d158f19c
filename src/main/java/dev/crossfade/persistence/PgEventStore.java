package dev.crossfade.persistence;

import dev.crossfade.bus.FeedPosition;
import dev.crossfade.event.HmacKeys;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.eventlog.Note;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The stored events, over one connection that writes, one for care and measurement, a pool that reads, and a
 * small one for the feed, which must not wait for slow questions.
 *
 * <p>Belongs to the context that made it. When a connection is lost, or the database does not answer a write or a ping in
 * time or says that it cannot work, the whole store is broken: all connections are closed, and all that was asked fails. A
 * broken store stays so; make another. All failures of writes are a {@link DatabaseFailure}.
 */
final class PgEventStore {
    /** For the server to say itself that a statement took too long, before it counts as gone. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final PgConnection control;
    private final PgWriteStore writes;
    private final Optional<FeedPosition> beginning;
    private final PgConnectionStore door;
    private final int readers;
    private final Privileges privileges;
    private final PgUpkeepStore upkeep;
    private PgReadStore reading;
    private Duration timeout;
    private Duration wanted;
    private WriteTimes writeTimes = new WriteTimes();
    private Supplier<HmacKeys> keys = () -> HmacKeys.NONE;
    private final Promise<Void> end = Promise.promise();

    private PgEventStore(
            PgConnection control,
            Privileges privileges,
            PgWriteStore writes,
            Optional<FeedPosition> beginning,
            PgConnectionStore door,
            int readers,
            Duration timeout) {
        this.control = control;
        this.beginning = beginning;
        this.privileges = privileges;
        this.writes = writes;
        this.door = door;
        this.readers = readers;
        this.timeout = timeout;
        this.wanted = timeout;
        this.upkeep = new PgUpkeepStore(control, this::promptly);
        this.reading = reading(timeout);
        writes.closeHandler(closed -> fail(DatabaseFailure.closed()));
        control.closeHandler(closed -> fail(DatabaseFailure.closed()));
    }

    /**
     * Connects.
     *
     * @param readers most connections for reading
     * @param timeout of every operation, this one included
     * @return failed where the role may not write events at all; the message says what is missing. Whatever it is that
     *     prevents a connection, the database is unavailable
     */
    static Future<PgEventStore> connect(Vertx vertx, DatabaseTarget target, int readers, Duration timeout) {
        PgConnectionStore door = new PgConnectionStore(vertx, target, timeout);
        Future<PgConnection> writer = door.connection();
        Future<PgConnection> control = door.connection();
        return Future.join(writer, control)
                .compose(both -> PrivilegesStore.sufficient(control.result()))
                .compose(privileges -> PgWriteStore.prepare(writer.result(), privileges)
                        .compose(writes -> PgFeedStore.begin(control.result())
                                .map(position -> new PgEventStore(
                                        control.result(), privileges, writes, position, door, readers, timeout))))
                .timeout(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> {
                    // Also what comes about after the time is up.
                    writer.onSuccess(PgConnection::close);
                    control.onSuccess(PgConnection::close);
                    return Future.failedFuture(
                            DatabaseFailure.unavailable(failure(failure).getMessage()));
                });
    }

    /**
     * Gives every operation from now on another timeout. What is under way goes on under the one that it began with: the
     * sessions that write are told behind it, and those that read are left to end.
     */
    void timeout(Duration other) {
        if (other.equals(wanted) || end.future().isComplete()) {
            return;
        }
        wanted = other;
        reading.retire(door, timeout.plus(GRACE).multipliedBy(2), end.future());
        door.timeout(other);
        reading = reading(other);
        // Until the sessions know, what is sent waits behind what may take as long as before.
        timeout = timeout.compareTo(other) > 0 ? timeout : other;
        Future.join(writes.limit(door), door.limit(control))
                .onSuccess(known -> timeout = wanted)
                .onFailure(refused -> fail(failure(refused)));
    }

    private PgReadStore reading(Duration other) {
        return new PgReadStore(door, readers, other.plus(GRACE), () -> keys.get());
    }

    /** Has events that are read back be verified with the keys of the moment; until it is told, no key is known. */
    void verifyWith(Supplier<HmacKeys> known) {
        keys = known;
    }

    /** Adds the times of all writes from now on to these. */
    void timeWrites(WriteTimes times) {
        writeTimes = times;
    }

    /**
     * Adds a batch. As many as {@link #mostInFlight} may be handed over without waiting for the ones before; they are
     * committed in this order or not at all.
     *
     * @param batch 1 or more events of one node
     * @param mayRepeat whether some of it may be stored already; saying no to save time is safe, it is refused if wrong
     */
    Future<Written> write(List<MonitoringEvent> batch, boolean mayRepeat) {
        long begun = System.nanoTime();
        // Also what cannot even be made into parameters fails the future.
        return guarded(
                        Future.<Void>succeededFuture().compose(none -> writes.write(batch, mayRepeat)),
                        writes.inFlight())
                .onSuccess(written -> writeTimes.add(System.nanoTime() - begun));
    }

    /**
     * Adds the rows of notes, all or none; those that are there already stay as they are. It waits for a lock for half of
     * what the statement may take, so that a lock is told apart from slowness.
     *
     * @param rows of one kind or more, each a JSON array
     * @return how many rows of each are new
     */
    Future<Map<Note.Kind, Integer>> writeNotes(Map<Note.Kind, String> rows) {
        return guarded(PgNoteStore.write(control, rows, timeout.dividedBy(2)), 1);
    }

    /**
     * Adds one event outside the order of the log; that it is stored already is as good. It fails alone.
     *
     * @return how many rows are new
     */
    Future<Integer> restore(MonitoringEvent event) {
        return reading.bounded(reading.pool().withConnection(connection -> PgWriteStore.prepare(
                                PgConnection.cast(connection), privileges)
                        .compose(single ->
                                single.unchained().write(List.of(event), true).eventually(single::release))))
                .recover(thrown -> repeated(failure(thrown)))
                .compose(written -> written.missing().isEmpty()
                        ? Future.succeededFuture(written.added())
                        : Future.failedFuture(DatabaseFailure.vanished()));
    }

    private static Future<Written> repeated(DatabaseFailure failure) {
        return failure.kind() == FailureKind.REPEATED
                ? Future.succeededFuture(Written.NOTHING)
                : Future.failedFuture(failure);
    }

    /** Whether a batch that is there already, whole or in part, is completed instead of refused. */
    boolean completes() {
        return writes.completes();
    }

    /** How many batches may be handed over at once. */
    int mostInFlight() {
        return writes.mostInFlight();
    }

    /** Has every write wait for the one before, for as long as the store lasts. */
    void unchain() {
        writes.unchain();
    }

    WritePath path() {
        return privileges.path().orElseThrow();
    }

    /** Whether there is a better path now than the one in use, or that one is not permitted any more. */
    Future<Boolean> pathHasChanged() {
        return bounded(PrivilegesStore.of(control), 1).map(now -> !now.path().equals(privileges.path()));
    }

    /** What asks for stored things; what takes too long fails alone. */
    PgReadStore reading() {
        return reading;
    }

    /** What makes room and takes away what is old. */
    PgUpkeepStore upkeep() {
        return upkeep;
    }

    /** How far the committed events reached when the store was connected; empty where the role may not know. */
    Optional<FeedPosition> beginning() {
        return beginning;
    }

    /**
     * Calls this whenever the database says that somebody else has added events; it may not, as behind a pooler. What this
     * store writes it tells its caller.
     */
    void onRing(Runnable rung) {
        control.notificationHandler(notification -> {
            if (FeedSql.CHANNEL.equals(notification.getChannel())
                    && notification.getProcessId() != writes.processId()) {
                rung.run();
            }
        });
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
        return Future.join(writes.close(), control.close(), reading.close())
                .timeout(GRACE.toMillis(), TimeUnit.MILLISECONDS)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** Gives the store up: it is of no use any more. */
    void fail(DatabaseFailure failure) {
        if (end.tryFail(failure)) {
            writes.close();
            control.close();
            reading.close();
        }
    }

    /** Every failure of a write has a kind; where the database cannot work now, the store is broken. */
    private <T> Future<T> guarded(Future<T> write, int turns) {
        return bounded(write, turns).recover(thrown -> {
            DatabaseFailure failure = failure(thrown);
            if (failure.kind() == FailureKind.UNAVAILABLE) {
                fail(failure);
            }
            return Future.failedFuture(failure);
        });
    }

    private <T> Future<T> promptly(Future<T> operation) {
        return bounded(operation, 1);
    }

    /** The server ends a statement itself when its time is up; that it does not even do that breaks the store. */
    private <T> Future<T> bounded(Future<T> operation, int turns) {
        return operation
                .timeout(timeout.multipliedBy(turns).plus(GRACE).toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> {
                    if (failure instanceof TimeoutException) {
                        fail(failure(failure));
                    }
                });
    }

    /** What a failure means, whoever threw it. What the client library could not even send may be due to the rows. */
    static DatabaseFailure failure(Throwable thrown) {
        if (thrown instanceof DatabaseFailure known) {
            return known;
        }
        if (thrown instanceof PgException answered) {
            return new DatabaseFailure(
                    FailureKind.of(answered.getSqlState(), answered.getConstraint(), answered.getTable()),
                    answered.getSqlState(),
                    answered.getErrorMessage());
        }
        if (thrown instanceof TimeoutException) {
            return DatabaseFailure.unavailable("the database did not answer in time");
        }
        boolean gone = thrown instanceof VertxException
                || thrown instanceof IOException
                || thrown instanceof IllegalStateException;
        String said = Optional.ofNullable(thrown.getMessage()).orElseGet(thrown::toString);
        return new DatabaseFailure(gone ? FailureKind.UNAVAILABLE : FailureKind.UNCERTAIN, "", said);
    }
}
