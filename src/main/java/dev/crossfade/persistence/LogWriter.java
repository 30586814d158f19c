package dev.crossfade.persistence;

import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogRecord;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Writes the event log into a store, from the checkpoint on, for as long as the store lasts.
 *
 * <p>Belongs to the context that it is given. On the first failure it stops for good; the window is then rewound and the
 * next writer goes on with the next store.
 */
final class LogWriter {
    /** Of JSON in one batch: several batches of the largest events must fit a small heap. */
    private static final int MAX_BATCH_BYTES = 4 << 20;

    private final Context context;
    private final EventLog log;
    private final DrainWindow window;
    private final PgEventStore store;
    private final int batchSize;
    private final IntConsumer stored;
    private final Promise<Void> failure = Promise.promise();

    /**
     * @param batchSize most rows a statement
     * @param stored hears how many rows each statement added
     */
    LogWriter(
            Context context, EventLog log, DrainWindow window, PgEventStore store, int batchSize, IntConsumer stored) {
        this.context = context;
        this.log = log;
        this.window = window;
        this.store = store;
        this.batchSize = batchSize;
        this.stored = stored;
    }

    /** Sends what may be sent now. To be called whenever the log has grown. */
    void pump() {
        int wanted = window.wanted(batchSize);
        if (wanted > 0 && !isOver()) {
            window.reading();
            Future.fromCompletionStage(log.read(window.next(), wanted, MAX_BATCH_BYTES), context)
                    .onSuccess(this::send)
                    .onFailure(this::stop);
        }
    }

    /** Fails when a batch could not be written or the log could not be read; succeeds never. */
    Future<Void> failure() {
        return failure.future();
    }

    /** Sends nothing more and hears no more answers. */
    void stop(Throwable reason) {
        failure.tryFail(reason);
    }

    private void send(List<LogRecord> records) {
        if (isOver()) {
            return;
        }
        if (records.isEmpty()) {
            window.readNothing();
            return;
        }
        DrainWindow.Batch batch = window.take(
                records.get(0).offset(), records.get(records.size() - 1).offset());
        write(rows(records), batch.mayRepeat())
                .onSuccess(added -> committed(batch, added))
                .onFailure(this::stop);
        pump();
    }

    private Future<Integer> write(List<MonitoringEvent> rows, boolean mayRepeat) {
        return rows.isEmpty() ? Future.succeededFuture(0) : store.insert(rows, mayRepeat);
    }

    private void committed(DrainWindow.Batch batch, int added) {
        if (isOver()) {
            return;
        }
        window.committed(batch).ifPresent(log::checkpoint);
        stored.accept(added);
        pump();
    }

    private boolean isOver() {
        return failure.future().isComplete();
    }

    private static List<MonitoringEvent> rows(List<LogRecord> records) {
        return records.stream()
                .map(LogRecord::sealed)
                .filter(SealedEvent::persist)
                .map(SealedEvent::event)
                .toList();
    }
}
