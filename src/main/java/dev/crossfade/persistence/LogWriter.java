package dev.crossfade.persistence;

import dev.crossfade.config.Settings;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogRecord;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes the event log into a store, from the checkpoint on: one step at a time commits the oldest batch, and further
 * batches are sent ahead of it.
 *
 * <p>Where the oldest batch fails, all that was sent behind it counts as not sent, and what the failure says of the rows
 * decides: refused ones are found and become dead letters within the same step, anything else fails the step, which may
 * then be taken again. Belongs to the context that it is given and to one store.
 */
final class LogWriter {
    /** Of JSON in one batch: several batches of the largest events must fit a small heap. */
    private static final int MAX_BATCH_BYTES = 4 << 20;

    private final Context context;
    private final EventLog log;
    private final DrainWindow window;
    private final PgEventStore store;
    private final Settings settings;
    private final Progress progress;
    private final Deque<Flight> flights = new ArrayDeque<>();
    private Future<Void> reading;
    private Throwable unreadable;
    private boolean isolating;
    private boolean stopped;
    private int rewinds;
    private long uncertainOffset;
    private int uncertainTimes;

    LogWriter(
            Context context,
            EventLog log,
            DrainWindow window,
            PgEventStore store,
            Settings settings,
            Progress progress) {
        this.context = context;
        this.log = log;
        this.window = window;
        this.store = store;
        this.settings = settings;
        this.progress = progress;
    }

    /** Hears of what is done, and does the rest. */
    interface Progress {
        /** A batch is committed; so many rows are new. */
        void stored(int rows);

        /** Events were refused for good: keeps them as dead letters. */
        Future<Integer> keep(List<DeadLetter> refused);
    }

    /** A batch that was sent. */
    private record Flight(
            DrainWindow.Batch batch, long first, long last, List<SealedEvent> events, Future<Written> written) {}

    /** Sends ahead what may be sent now. To be called whenever the log has grown. */
    void pump() {
        int wanted = isolating || stopped ? 0 : window.wanted(settings.flags().batchSize(), store.mostInFlight());
        if (wanted > 0) {
            int rewindsBefore = rewinds;
            window.reading();
            Future<Void> next = Future.fromCompletionStage(log.read(window.next(), wanted, MAX_BATCH_BYTES), context)
                    .transform(read -> {
                        if (rewinds == rewindsBefore) {
                            received(read);
                        }
                        return Future.succeededFuture();
                    });
            // What is still in memory has been read, and sent, by now.
            if (!next.isComplete()) {
                reading = next;
            }
        }
    }

    /**
     * Takes one step.
     *
     * @return done when the oldest batch is committed, or when there is none
     */
    Future<Void> step() {
        pump();
        if (unreadable != null) {
            Throwable cause = unreadable;
            rewind();
            return Future.failedFuture(cause);
        }
        if (!flights.isEmpty()) {
            Flight oldest = flights.peekFirst();
            return oldest.written()
                    .compose(written -> settle(oldest, written), thrown -> failed(oldest, (DatabaseFailure) thrown));
        }
        return reading == null ? Future.succeededFuture() : reading.compose(read -> step());
    }

    private void received(AsyncResult<List<LogRecord>> read) {
        reading = null;
        if (read.succeeded()) {
            send(read.result());
        } else {
            unreadable = read.cause();
        }
    }

    /** Touches the window never again: the store is lost, and a new one's writer begins at the checkpoint. */
    void stop() {
        rewind();
        stopped = true;
    }

    /** Forgets what is in flight: nobody knows what is committed of it. */
    private void rewind() {
        if (stopped) {
            return;
        }
        rewinds++;
        reading = null;
        unreadable = null;
        flights.clear();
        window.rewind();
    }

    private void send(List<LogRecord> records) {
        if (records.isEmpty()) {
            window.readNothing();
            return;
        }
        long first = records.get(0).offset();
        long last = records.get(records.size() - 1).offset();
        DrainWindow.Batch batch = window.take(first, last);
        List<SealedEvent> events = records.stream()
                .filter(EventRecord.class::isInstance)
                .map(next -> ((EventRecord) next).sealed())
                .filter(SealedEvent::persist)
                .toList();
        int rewindsBefore = rewinds;
        Future<Written> written = write(events, batch.mayRepeat());
        // A connection that is found dead by sending is lost at once, and all that was sent with it.
        if (rewinds == rewindsBefore) {
            flights.addLast(new Flight(batch, first, last, events, written));
            pump();
        }
    }

    private Future<Written> write(List<SealedEvent> events, boolean mayRepeat) {
        return events.isEmpty()
                ? Future.succeededFuture(Written.NOTHING)
                : store.write(events.stream().map(SealedEvent::event).toList(), mayRepeat);
    }

    private Future<Void> settle(Flight oldest, Written written) {
        if (stopped) {
            return Future.failedFuture(DatabaseFailure.closed());
        }
        if (!written.missing().isEmpty()) {
            rewind();
            return isolate(oldest);
        }
        flights.removeFirst();
        committed(oldest.batch(), written.added());
        return Future.succeededFuture();
    }

    private void committed(DrainWindow.Batch batch, int added) {
        window.committed(batch).ifPresent(log::checkpoint);
        progress.stored(added);
        pump();
    }

    private Future<Void> failed(Flight oldest, DatabaseFailure failure) {
        rewind();
        if (stopped) {
            return Future.failedFuture(failure);
        }
        return switch (failure.kind()) {
            case REFUSED -> isolate(oldest);
            // The rewind has made it one that may repeat.
            case REPEATED -> oldest.batch().mayRepeat() || !store.completes() ? isolate(oldest) : step();
            case OUT_OF_TURN -> outOfTurn(failure);
            case UNCERTAIN -> isTheRowsFault(oldest) ? isolate(oldest) : Future.failedFuture(failure);
            case NOT_PERMITTED -> notPermitted(oldest, failure);
            case UNAVAILABLE -> Future.failedFuture(failure);
        };
    }

    /** A pooler may give every statement another session, which knows nothing of the one before. */
    private Future<Void> outOfTurn(DatabaseFailure failure) {
        if (store.mostInFlight() == 1) {
            return Future.failedFuture(failure);
        }
        store.unchain();
        return step();
    }

    private boolean isTheRowsFault(Flight oldest) {
        uncertainTimes = oldest.first() == uncertainOffset ? uncertainTimes + 1 : 1;
        uncertainOffset = oldest.first();
        return uncertainTimes >= settings.database().retry().attempts();
    }

    /** Either the path is closed to the role, and the next connection finds another, or a policy refuses these rows. */
    private Future<Void> notPermitted(Flight oldest, DatabaseFailure failure) {
        return store.pathHasChanged().compose(changed -> {
            if (!changed) {
                return isolate(oldest);
            }
            store.fail(failure);
            return Future.failedFuture(failure);
        });
    }

    /** Writes the batch again, without its bad rows, which become dead letters. */
    private Future<Void> isolate(Flight oldest) {
        isolating = true;
        DrainWindow.Batch batch = window.take(oldest.first(), oldest.last());
        int suspects = oldest.first() == uncertainOffset ? uncertainTimes : 1;
        IsolatingWriter isolation = new IsolatingWriter(
                store, oldest.events(), settings.database().retry().attempts(), suspects, progress::keep);
        return isolation
                .write()
                .onComplete(over -> isolating = false)
                .onFailure(unavailable -> rewind())
                .compose(added -> {
                    if (stopped) {
                        return Future.failedFuture(DatabaseFailure.closed());
                    }
                    committed(batch, added);
                    return Future.succeededFuture();
                });
    }
}
