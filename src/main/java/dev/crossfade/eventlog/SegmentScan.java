package dev.crossfade.eventlog;

import dev.crossfade.event.EventCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One pass over a segment from its first record to the end of the file: what is sound, what is missing, where it ends.
 *
 * <p>Bytes that are no record are damage where a sound record follows, and otherwise a tail that was never finished.
 */
final class SegmentScan {
    private final RecordCursor cursor;
    private final EventCodec codec;
    private final List<UUID> ids = new ArrayList<>();
    private final SparseIndex index = new SparseIndex();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private Mark sound;
    private Mark wholeBatches;
    private boolean damaged;
    private long dirtyUntil;

    /**
     * A place between two records.
     *
     * @param position in the file
     * @param lastOffset offset of the record before; the base less one where there is none
     * @param lastSequenceId sequence id of the newest event before
     */
    record Mark(long position, long lastOffset, long lastSequenceId) {}

    /** Bytes of a file that hold nothing but sound records. */
    record Run(long from, long to) {}

    private SegmentScan(RecordCursor cursor, SegmentHeader header, EventCodec codec) {
        this.cursor = cursor;
        this.codec = codec;
        this.sound = new Mark(SegmentHeader.SIZE, header.baseOffset() - 1, header.baseSequenceId() - 1);
        this.wholeBatches = sound;
    }

    static SegmentScan of(Disk.LogFile file, SegmentHeader header, EventCodec codec) throws IOException {
        long size = file.size();
        SegmentScan scan = new SegmentScan(new RecordCursor(file, size), header, codec);
        long position = SegmentHeader.SIZE;
        while (position < size) {
            long runStart = position;
            position = scan.followRecords(position);
            if (position > runStart) {
                scan.runs.add(new Run(runStart, position));
            }
            long next = scan.findRecord(position, size);
            scan.damaged |= next < size;
            position = next;
        }
        scan.index.commit();
        return scan;
    }

    private long followRecords(long from) throws IOException {
        long position = from;
        while (cursor.moveTo(position, sound.lastOffset() + 1)) {
            long offset = cursor.offset();
            if (offset > sound.lastOffset() + 1) {
                gaps.add(new Gap(sound.lastOffset() + 1, offset - 1));
            }
            index.add(offset, position, cursor.receivedMillis());
            if (cursor.ownId()) {
                codec.id(cursor.jsonBeginning(EventCodec.ID_WITHIN)).ifPresent(ids::add);
            }
            position = cursor.end();
            sound = new Mark(position, offset, cursor.lastSequenceId());
            if (cursor.endsBatch()) {
                wholeBatches = sound;
            }
        }
        return position;
    }

    /** Position of the first sound record from a position on that holds none; the size where there is none. */
    private long findRecord(long from, long size) throws IOException {
        dirtyUntil = from;
        long at = from;
        while (at < size) {
            long notZero = cursor.skipZeros(at);
            if (notZero >= size) {
                return size;
            }
            // A record begins with its length, whose first bytes are zeros.
            at = Math.max(at, notZero - (Integer.BYTES - 1));
            if (cursor.moveTo(at, sound.lastOffset() + 1)) {
                return at;
            }
            dirtyUntil = notZero + 1;
            at++;
        }
        return size;
    }

    /** The ids that publishers gave, in order. */
    List<UUID> ids() {
        return ids;
    }

    SparseIndex index() {
        return index;
    }

    /** Offsets that are missing between two sound records. */
    List<Gap> gaps() {
        return gaps;
    }

    List<Run> runs() {
        return runs;
    }

    /** Behind the last sound record. */
    Mark sound() {
        return sound;
    }

    /** Behind the last batch that is there to its end. */
    Mark wholeBatches() {
        return wholeBatches;
    }

    /** Whether bytes that are no record lie before a sound record. */
    boolean damaged() {
        return damaged;
    }

    /** Behind the last byte that is not zero. */
    long dirtyUntil() {
        return Math.max(dirtyUntil, sound.position());
    }
}
