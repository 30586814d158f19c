package dev.crossfade.eventlog;

import dev.crossfade.event.EventCodec;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.SealedEvent;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Gives events and notes their numbers, in the order of the batches, and leaves out events whose id is known. Belongs to
 * the writer's thread.
 */
final class BatchSealer {
    private final EventCodec codec;
    private final String node;
    private final RecentIds ids;
    private final LogTime time;
    private final long startNanos;
    private long nextOffset;
    private long nextSequenceId;

    /**
     * @param next the node and the first numbers to give
     * @param ids with those that the log was found to hold, noted at second 0
     */
    BatchSealer(EventCodec codec, SegmentHeader next, RecentIds ids, LogTime time) {
        this.codec = codec;
        this.node = next.node();
        this.nextOffset = next.baseOffset();
        this.nextSequenceId = next.baseSequenceId();
        this.ids = ids;
        this.time = time;
        this.startNanos = time.nanos().getAsLong();
    }

    /** Numbers and encodes a batch; whatever the codec throws leaves no number used and no id known. */
    SealedBatch seal(WaitingBatch batch) {
        int most = batch.drafts().size() + batch.notes().size();
        SealedBatch begun = new SealedBatch(batch, nextHeader(), ids.mark(), new ArrayList<>(most), new BitSet(), 0);
        try {
            return batch.notes().isEmpty() ? seal(begun) : sealNotes(begun);
        } catch (RuntimeException bug) {
            takeBack(begun);
            throw bug;
        }
    }

    private SealedBatch seal(SealedBatch begun) {
        int second = time.secondsSince(startNanos);
        List<LogRecord> records = begun.records();
        long bytes = 0;
        for (EventDraft draft : begun.batch().drafts()) {
            if (draft.ownId()) {
                if (!isNew(draft, second)) {
                    continue;
                }
                begun.ownIds().set(records.size());
            }
            SealedEvent sealed = codec.seal(draft, node, nextSequenceId++);
            records.add(new EventRecord(nextOffset++, sealed));
            bytes += RecordLayout.sizeOf(sealed.json());
        }
        return begun.of(bytes);
    }

    private SealedBatch sealNotes(SealedBatch begun) {
        long now = time.wall().millis();
        long bytes = 0;
        for (Note note : begun.batch().notes()) {
            begun.records().add(new NoteRecord(nextOffset++, note, nextSequenceId, now));
            bytes += RecordLayout.sizeOf(note.json());
        }
        return begun.of(bytes);
    }

    private boolean isNew(EventDraft draft, int second) {
        return ids.add(draft.id().getMostSignificantBits(), draft.id().getLeastSignificantBits(), second);
    }

    /** Takes back the numbers and ids of a batch that will not be written, and of all after it. */
    void takeBack(SealedBatch unwritten) {
        nextOffset = unwritten.start().baseOffset();
        nextSequenceId = unwritten.start().baseSequenceId();
        ids.takeBack(unwritten.idMark());
    }

    /** The header of a segment that begins with the next number. */
    SegmentHeader nextHeader() {
        return new SegmentHeader(node, nextOffset, nextSequenceId);
    }
}
