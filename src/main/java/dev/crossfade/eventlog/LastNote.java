package dev.crossfade.eventlog;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Looks for the last note of a kind in the event log, to know what it has and need not be written again. Used once. */
public final class LastNote {
    private static final int MOST_RECORDS = 2000;
    private static final int MOST_BYTES = 1 << 20;

    private final EventLog log;
    private final long end;
    private final Note.Kind kind;
    private final Executor context;
    private long firstOffset;
    private Optional<NoteRecord> last = Optional.empty();

    private LastNote(EventLog log, long end, Note.Kind kind, Executor context) {
        this.log = log;
        this.end = end;
        this.kind = kind;
        this.context = context;
    }

    /**
     * What was found.
     *
     * @param firstOffset of the first record that was looked at; 0 where there was none
     */
    public record Found(long firstOffset, Optional<NoteRecord> last) {}

    /**
     * Searches the part of the log behind an offset.
     *
     * @param end offset of the last record that is looked at
     */
    public static CompletionStage<Found> behind(long offset, EventLog log, long end, Note.Kind kind, Executor context) {
        return new LastNote(log, end, kind, context).from(offset + 1);
    }

    private CompletionStage<Found> from(long offset) {
        return log.read(offset, MOST_RECORDS, MOST_BYTES).thenComposeAsync(this::look, context);
    }

    private CompletionStage<Found> look(List<LogRecord> records) {
        records.forEach(this::look);
        long reached = records.isEmpty() ? end : records.get(records.size() - 1).offset();
        return reached >= end ? CompletableFuture.completedFuture(new Found(firstOffset, last)) : from(reached + 1);
    }

    private void look(LogRecord next) {
        firstOffset = firstOffset == 0 ? next.offset() : firstOffset;
        if (next instanceof NoteRecord note && note.note().kind() == kind) {
            last = Optional.of(note);
        }
    }
}
