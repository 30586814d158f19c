package dev.crossfade.metrics;

import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LastNote;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the counting goes on after a start: behind what was kept, and behind the last flush that the event log took after
 * that. So each event is in one flush, wherever a kill came between.
 */
final class CountingStart {
    private static final Logger LOG = LoggerFactory.getLogger(CountingStart.class);

    private CountingStart() {}

    /**
     * Finds it.
     *
     * @param kept what the last start left; empty where there is nothing
     * @param end offset of the newest record
     */
    static CompletionStage<CountingState> find(
            Optional<CountingState> kept, EventLog log, long end, Clock clock, Executor context) {
        // Beyond the end: the log was put back, or is another.
        Optional<CountingState> known = kept.filter(state -> state.upTo() <= end);
        long behind = known.map(CountingState::upTo).orElse(0L);
        return LastNote.behind(behind, log, end, Note.Kind.METRICS, context).thenApply(found -> found.last()
                .map(CountingStart::flush)
                .filter(flush -> flush.upTo() >= behind)
                .or(() -> known)
                .orElseGet(() -> new CountingState(withoutTrace(found, end), clock.instant(), List.of())));
    }

    /** Nothing is left to flush of what a flush has counted. */
    private static CountingState flush(NoteRecord note) {
        return new CountingState(
                FlushWriter.upTo(note).orElse(note.offset() - 1),
                Instant.ofEpochMilli(note.receivedMillis()),
                List.of());
    }

    /** A new log is counted from its beginning; of another nobody knows what was flushed, and nothing is to be counted twice. */
    private static long withoutTrace(LastNote.Found found, long end) {
        if (found.firstOffset() <= 1) {
            return 0;
        }
        LOG.warn("nobody knows what was counted of the event log; counting begins at its end offset={}", end);
        return end;
    }
}
