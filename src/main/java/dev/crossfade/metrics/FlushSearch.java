package dev.crossfade.metrics;

import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Looks for the last flush in the event log, to know what it has and need not be counted again. Used once. */
final class FlushSearch {
    private static final int MOST_RECORDS = 2000;
    private static final int MOST_BYTES = 1 << 20;

    private final EventLog log;
    private final long end;
    private final Executor context;
    private long firstOffset;
    private Optional<LastFlush> last = Optional.empty();

    private FlushSearch(EventLog log, long end, Executor context) {
        this.log = log;
        this.end = end;
        this.context = context;
    }

    /**
     * What was found.
     *
     * @param firstOffset of the first record that was looked at; 0 where there was none
     */
    record Found(long firstOffset, Optional<LastFlush> last) {}

    /**
     * A flush.
     *
     * @param upTo offset up to which it has counted
     * @param at when the log took it
     */
    record LastFlush(long upTo, Instant at) {}

    /**
     * Searches the part of the log behind an offset.
     *
     * @param end offset of the last record that is looked at
     */
    static CompletionStage<Found> behind(long offset, EventLog log, long end, Executor context) {
        return new FlushSearch(log, end, context).from(offset + 1);
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
        if (next instanceof NoteRecord note && note.note().kind() == Note.Kind.METRICS) {
            last = Optional.of(new LastFlush(
                    FlushWriter.upTo(note).orElse(note.offset() - 1), Instant.ofEpochMilli(note.receivedMillis())));
        }
    }
}
