package dev.crossfade.eventlog;

import dev.crossfade.event.EventCodec;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.SealedEvent;
import java.util.ArrayList;
import java.util.List;

/** Gives events their numbers, in the order of the batches. Belongs to the writer's thread. */
final class BatchSealer {
    private final EventCodec codec;
    private final String node;
    private long nextOffset;
    private long nextSequenceId;

    /** @param next the node and the first numbers to give */
    BatchSealer(EventCodec codec, SegmentHeader next) {
        this.codec = codec;
        this.node = next.node();
        this.nextOffset = next.baseOffset();
        this.nextSequenceId = next.baseSequenceId();
    }

    /** Numbers and encodes a batch; whatever the codec throws leaves no number used. */
    SealedBatch seal(WaitingBatch batch) {
        List<LogRecord> records = new ArrayList<>(batch.drafts().size());
        long bytes = 0;
        long offset = nextOffset;
        long sequenceId = nextSequenceId;
        for (EventDraft draft : batch.drafts()) {
            SealedEvent sealed = codec.seal(draft, node, sequenceId++);
            records.add(new LogRecord(offset++, sealed));
            bytes += RecordLayout.sizeOf(sealed.json());
        }
        nextOffset = offset;
        nextSequenceId = sequenceId;
        return new SealedBatch(batch, records, bytes);
    }

    /** Takes back the numbers of a batch that will not be written, and of all after it. */
    void takeBack(SealedBatch unwritten) {
        nextOffset = unwritten.first().offset();
        nextSequenceId = unwritten.first().sealed().event().sequenceId();
    }

    /** The header of a segment that begins with the next number. */
    SegmentHeader nextHeader() {
        return new SegmentHeader(node, nextOffset, nextSequenceId);
    }

    /** The header of a segment that begins with a batch. */
    SegmentHeader headerFor(SealedBatch first) {
        return new SegmentHeader(
                node, first.first().offset(), first.first().sealed().event().sequenceId());
    }
}
