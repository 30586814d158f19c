package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertChangedJson;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.Note;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings changes of alerts into the event log, in order, and so into the database. While the log takes nothing they wait,
 * and past the bound the oldest is lost. Belongs to the context that made it.
 */
final class HistoryWriter {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);
    private static final int MOST_WAITING = 1000;
    private static final int MOST_TOGETHER = 100;
    private static final long RETRY_MILLIS = 1000;

    private final Vertx vertx;
    private final Context context;
    private final EventLog log;
    private final Deque<AlertChanged> waiting = new ArrayDeque<>();
    private boolean writing;
    private long lost;

    HistoryWriter(Vertx vertx, EventLog log) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.log = log;
    }

    void add(List<AlertChanged> changes) {
        for (AlertChanged change : changes) {
            if (waiting.size() == MOST_WAITING) {
                waiting.removeFirst();
                lost++;
            }
            waiting.addLast(change);
        }
        writeNext();
    }

    private void writeNext() {
        if (writing || waiting.isEmpty()) {
            return;
        }
        writing = true;
        List<AlertChanged> next = waiting.stream().limit(MOST_TOGETHER).toList();
        Future.fromCompletionStage(
                        log.note(next.stream().map(HistoryWriter::note).toList()), context)
                .onSuccess(durable -> {
                    waiting.removeAll(next);
                    writing = false;
                    writeNext();
                })
                .onFailure(notNow -> vertx.setTimer(RETRY_MILLIS, again -> {
                    writing = false;
                    writeNext();
                }));
    }

    private static Note note(AlertChanged change) {
        return new Note(Note.Kind.ALERT, AlertChangedJson.of(change).toBuffer().getBytes());
    }

    /** Says what nobody will find in the history, where there is such. */
    void stop() {
        if (!waiting.isEmpty() || lost > 0) {
            LOG.warn("changes of alerts are not in the history waiting={} lost={}", waiting.size(), lost);
        }
    }
}
