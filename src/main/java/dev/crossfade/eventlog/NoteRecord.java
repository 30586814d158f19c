package dev.crossfade.eventlog;

/**
 * A record that is a note: it has an offset, and no sequence id.
 *
 * @param nextSequenceId the sequence id of the first event behind it
 */
public record NoteRecord(long offset, Note note, long nextSequenceId, long receivedMillis) implements LogRecord {
    @Override
    public byte[] json() {
        return note.json();
    }
}
