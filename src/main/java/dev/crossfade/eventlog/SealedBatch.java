package dev.crossfade.eventlog;

import java.util.BitSet;
import java.util.List;

/**
 * A batch whose records have their numbers and their encoding. Where all of them were duplicates it has no records, and
 * waits for the sync of its group all the same: what it repeats may be in it.
 *
 * @param start the numbers that were next when it was sealed
 * @param idMark the place in {@link RecentIds} before its first id
 * @param records of its notes, or of its events that are new
 * @param ownIds which of them have an id that their publisher gave
 * @param bytes of its records on disk
 */
record SealedBatch(
        WaitingBatch batch, SegmentHeader start, long idMark, List<LogRecord> records, BitSet ownIds, long bytes) {
    /** The same, with the bytes that its records have come to. */
    SealedBatch of(long recordBytes) {
        return new SealedBatch(batch, start, idMark, records, ownIds, recordBytes);
    }

    boolean isEmpty() {
        return records.isEmpty();
    }

    void acknowledge() {
        int duplicates = batch.notes().isEmpty() ? batch.drafts().size() - records.size() : 0;
        batch.appended()
                .complete(
                        events() == 0
                                ? new Appended(0, 0, duplicates)
                                : new Appended(start.baseSequenceId(), lastSequenceId(), duplicates));
    }

    /** Sequence id of the newest event, this batch's included. */
    long lastSequenceId() {
        return start.baseSequenceId() + events() - 1;
    }

    private int events() {
        return batch.notes().isEmpty() ? records.size() : 0;
    }

    void refuse(RuntimeException reason) {
        batch.appended().completeExceptionally(reason);
    }
}
