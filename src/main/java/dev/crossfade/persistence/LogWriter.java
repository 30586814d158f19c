package dev.crossfade.persistence;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.eventlog.EventLog;
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
 * <p>A batch is a run of events or a run of notes. Notes are rare, so they travel alone: their batch is sent when all
 * before it is committed, and the next one when it is.
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
    private final CurrentSettings current;
    private final Progress progress;
    private final Deque<Flight> flights = new ArrayDeque<>();
    private Future<Void> reading;
    private Throwable unreadable;
    private boolean isolating;
    private boolean notesWait;
    private boolean stopped;
    private int rewinds;
    private long uncertainOffset;
    private int uncertainTimes;

    LogWriter(
            Context context,
            EventLog log,
            DrainWindow window,
            PgEventStore store,
            CurrentSettings current,
            Progress progress) {
        this.context = context;
        this.log = log;
        this.window = window;
        this.store = store;
        this.current = current;
        this.progress = progress;
    }

    /** Hears of what is done, and does the rest. */
    interface Progress extends NoteWriter.Outlet {
        /** A batch is committed; so many of its rows are new. */
        void stored(LogRun run, int rows);

        /** Events were refused for good: keeps them as dead letters. */
        Future<Integer> keep(List<DeadLetter> refused);
    }

    /** A batch that was sent. */
    private record Flight(DrainWindow.Batch batch, LogRun run, Future<Written> written) {}

    /** Sends ahead what may be sent now. To be called whenever the log has grown. */
    void pump() {
        int wanted = isolating || stopped || notesWait || notesFly()
                ? 0
                : window.wanted(current.settings().flags().batchSize(), store.mostInFlight());
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

    private boolean notesFly() {
        return !flights.isEmpty() && flights.peekLast().run().isOfNotes();
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
        notesWait = false;
        flights.clear();
        window.rewind();
    }

    private void send(List<LogRecord> records) {
        if (records.isEmpty()) {
            window.readNothing();
            return;
        }
        LogRun run = LogRun.of(records);
        if (run.isOfNotes() && !flights.isEmpty()) {
            notesWait = true;
            window.readTooEarly();
            return;
        }
        DrainWindow.Batch batch = window.take(run.first(), run.last());
        int rewindsBefore = rewinds;
        Future<Written> written = write(run, batch.mayRepeat());
        // A connection that is found dead by sending is lost at once, and all that was sent with it.
        if (rewinds == rewindsBefore) {
            flights.addLast(new Flight(batch, run, written));
            pump();
        }
    }

    private Future<Written> write(LogRun run, boolean mayRepeat) {
        if (run.isOfNotes()) {
            return notes(run).write();
        }
        return run.events().isEmpty()
                ? Future.succeededFuture(Written.NOTHING)
                : store.write(run.events().stream().map(SealedEvent::event).toList(), mayRepeat);
    }

    private NoteWriter notes(LogRun run) {
        return new NoteWriter(store, run.notes(), log.node(), progress);
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
        committed(oldest.batch(), oldest.run(), written.added());
        return Future.succeededFuture();
    }

    private void committed(DrainWindow.Batch batch, LogRun run, int added) {
        notesWait = false;
        window.committed(batch).ifPresent(log::checkpoint);
        progress.stored(run, added);
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
            // Of notes none is given up for that; which one it is shows one by one.
            case UNCERTAIN ->
                oldest.run().isOfNotes() || isTheRowsFault(oldest) ? isolate(oldest) : Future.failedFuture(failure);
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
        long first = oldest.run().first();
        uncertainTimes = first == uncertainOffset ? uncertainTimes + 1 : 1;
        uncertainOffset = first;
        return uncertainTimes >= attempts();
    }

    private int attempts() {
        return current.settings().database().retry().attempts();
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

    /** Writes the batch again, without its bad rows: events become dead letters, notes are passed over. */
    private Future<Void> isolate(Flight oldest) {
        isolating = true;
        LogRun run = oldest.run();
        DrainWindow.Batch batch = window.take(run.first(), run.last());
        return (run.isOfNotes() ? notes(run).writeEach().map(0) : writeWithoutBadRows(run))
                .onComplete(over -> isolating = false)
                .onFailure(unavailable -> rewind())
                .compose(added -> {
                    if (stopped) {
                        return Future.failedFuture(DatabaseFailure.closed());
                    }
                    committed(batch, run, added);
                    return Future.succeededFuture();
                });
    }

    private Future<Integer> writeWithoutBadRows(LogRun run) {
        int suspects = run.first() == uncertainOffset ? uncertainTimes : 1;
        return new IsolatingWriter(store, run.events(), attempts(), suspects, progress::keep).write();
    }
}
