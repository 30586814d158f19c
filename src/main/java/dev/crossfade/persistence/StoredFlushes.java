package dev.crossfade.persistence;

import dev.crossfade.bus.FlushSettled;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Counts what became of flushes of metrics, and says what is to be told of each. Belongs to one thread. */
final class StoredFlushes {
    private long total;
    private long rows;
    private long passedOver;
    private long lastMillis;

    /** Notes are committed, those that are flushes among them. */
    List<FlushSettled> noted(List<NoteRecord> notes, Map<Note.Kind, Integer> added, long nowMillis) {
        List<FlushSettled> flushes = notes.stream()
                .filter(StoredFlushes::isFlush)
                .map(note -> new FlushSettled(NotesJson.flushOf(note), true))
                .toList();
        int fresh = added.getOrDefault(Note.Kind.METRICS, 0);
        // What was written before, and is written again after a crash, is told of and not counted again.
        if (fresh > 0) {
            total += flushes.size();
            rows += fresh;
            lastMillis = nowMillis;
        }
        return flushes;
    }

    /** A note is passed over; nothing is told where it is no flush, or does not say which. */
    Optional<FlushSettled> passedOver(NoteRecord note) {
        if (!isFlush(note)) {
            return Optional.empty();
        }
        passedOver++;
        try {
            return Optional.of(new FlushSettled(NotesJson.flushOf(note), false));
        } catch (RuntimeException noFlush) {
            return Optional.empty();
        }
    }

    private static boolean isFlush(NoteRecord note) {
        return note.note().kind() == Note.Kind.METRICS;
    }

    PersistenceObserved.MetricsFlushes observed() {
        return new PersistenceObserved.MetricsFlushes(total, rows, passedOver, lastMillis);
    }
}
