package dev.crossfade.persistence;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.NoteRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that lie together in the log and are all events or all notes: what one batch is made of.
 *
 * @param first offset of its first record
 * @param last offset of its last record
 * @param events those that are to be stored; none in a run of notes
 * @param notes none in a run of events
 */
record LogRun(long first, long last, List<SealedEvent> events, List<NoteRecord> notes) {

    /** The longest run that these begin with. */
    static LogRun of(List<LogRecord> records) {
        List<SealedEvent> events = new ArrayList<>(records.size());
        List<NoteRecord> notes = new ArrayList<>();
        boolean ofNotes = records.get(0) instanceof NoteRecord;
        long last = 0;
        for (LogRecord next : records) {
            if (next instanceof NoteRecord != ofNotes) {
                break;
            }
            last = next.offset();
            if (next instanceof NoteRecord note) {
                notes.add(note);
            } else if (next instanceof EventRecord event && event.sealed().persist()) {
                events.add(event.sealed());
            }
        }
        return new LogRun(records.get(0).offset(), last, events, notes);
    }

    /** Whether the feed has something to deliver when these are stored. */
    boolean isForTheFeed() {
        return events.stream().anyMatch(event -> event.event().route().includes(Adapter.REALTIME));
    }

    boolean isOfNotes() {
        return !notes.isEmpty();
    }
}
