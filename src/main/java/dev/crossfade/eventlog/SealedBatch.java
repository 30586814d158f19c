package dev.crossfade.eventlog;

import java.util.BitSet;
import java.util.List;

/**
 * A batch whose events have their numbers and their encoding. Where all of them were duplicates it has no records, and
 * waits for the sync of its group all the same: what it repeats may be in it.
 *
 * @param start the numbers that were next when it was sealed
 * @param idMark the place in {@link RecentIds} before its first id
 * @param records of the events that are new
 * @param ownIds which of them have an id that their publisher gave
 * @param bytes of its records on disk
 */
record SealedBatch(
        WaitingBatch batch, SegmentHeader start, long idMark, List<LogRecord> records, BitSet ownIds, long bytes) {
    boolean isEmpty() {
        return records.isEmpty();
    }

    LogRecord first() {
        return records.get(0);
    }

    LogRecord last() {
        return records.get(records.size() - 1);
    }

    void acknowledge() {
        int duplicates = batch.drafts().size() - records.size();
        batch.appended()
                .complete(
                        isEmpty()
                                ? new Appended(0, 0, duplicates)
                                : new Appended(sequenceId(first()), sequenceId(last()), duplicates));
    }

    void refuse(RuntimeException reason) {
        batch.appended().completeExceptionally(reason);
    }

    private static long sequenceId(LogRecord entry) {
        return entry.sealed().event().sequenceId();
    }
}
