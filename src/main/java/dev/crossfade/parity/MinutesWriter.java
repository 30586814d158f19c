package dev.crossfade.parity;

import dev.crossfade.bus.ParityWindow;
import dev.crossfade.bus.ParityWindowJson;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.Note;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings minutes of parity into the event log, and so into the database, in order and one attempt at a time. What the log
 * does not take now waits for the next attempt. Belongs to the context that it is given.
 */
final class MinutesWriter {
    private static final Logger LOG = LoggerFactory.getLogger(MinutesWriter.class);

    private final Context context;
    private final EventLog log;
    private final CountedMinutes minutes;
    private boolean writing;
    private boolean failing;

    MinutesWriter(Context context, EventLog log, CountedMinutes minutes) {
        this.context = context;
        this.log = log;
        this.minutes = minutes;
    }

    /** Writes what waits. To be called now and then. */
    void write() {
        List<ParityWindow> windows = minutes.waiting();
        if (writing || windows.isEmpty()) {
            return;
        }
        writing = true;
        Future.fromCompletionStage(
                        log.note(windows.stream().map(MinutesWriter::note).toList()), context)
                .onComplete(ended -> {
                    writing = false;
                    if (ended.succeeded()) {
                        minutes.noted(windows);
                    }
                    tell(ended.cause());
                });
    }

    /** The same trouble once. */
    private void tell(Throwable problem) {
        if (problem != null && !failing) {
            LOG.warn("minutes of parity wait for the event log problem=\"{}\"", problem.getMessage());
        }
        failing = problem != null;
    }

    private static Note note(ParityWindow window) {
        return new Note(Note.Kind.PARITY, ParityWindowJson.of(window).toBuffer().getBytes());
    }
}
