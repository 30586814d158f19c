package dev.crossfade.eventlog;

import dev.crossfade.event.EventCodec;
import dev.crossfade.event.SealedEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Looks at the records of one file, by position, through a buffer. Belongs to one thread. */
final class RecordCursor {
    /** Bytes that are read at once. */
    static final int BUFFER = 256 << 10;

    private static final int LEAST_LENGTH = RecordLayout.PAYLOAD - RecordLayout.KIND;

    private final Disk.LogFile file;
    private final long limit;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private final CRC32C crc = new CRC32C();
    private long bufferStart;
    private long position;
    private int length;
    // Kept apart from the buffer: reading a record longer than it pushes the record's own beginning out.
    private byte kind;
    private long offset;
    private long sequenceId;
    private long receivedMillis;

    /** A cursor over a file up to a position, which no record may pass. */
    RecordCursor(Disk.LogFile file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** Goes to a position; true if a sound record with at least that offset lies there. */
    boolean moveTo(long to, long leastOffset) throws IOException {
        position = to;
        if (limit - to < RecordLayout.PAYLOAD || !buffered(to, RecordLayout.PAYLOAD)) {
            return false;
        }
        int head = at(to);
        length = buffer.getInt(head + RecordLayout.LENGTH);
        kind = buffer.get(head + RecordLayout.KIND);
        offset = buffer.getLong(head + RecordLayout.OFFSET);
        sequenceId = buffer.getLong(head + RecordLayout.SEQUENCE_ID);
        receivedMillis = buffer.getLong(head + RecordLayout.RECEIVED_MILLIS);
        return length >= LEAST_LENGTH
                && length <= limit - to - RecordLayout.KIND
                && plausible(leastOffset)
                && sumIs(buffer.getInt(head + RecordLayout.CRC));
    }

    private boolean plausible(long leastOffset) {
        return RecordLayout.isKnown(kind) && offset >= leastOffset;
    }

    private boolean sumIs(int expected) throws IOException {
        boolean whole = buffered(position, Math.min(BUFFER, RecordLayout.KIND + length));
        crc.reset();
        long next = position + RecordLayout.KIND;
        for (int rest = length; whole && rest > 0; ) {
            whole = buffered(next, 1);
            int chunk = Math.min(rest, buffer.limit() - at(next));
            crc.update(buffer.array(), at(next), chunk);
            next += chunk;
            rest -= chunk;
        }
        return whole && (int) crc.getValue() == expected;
    }

    /** The first position, from one on, where a byte is not zero; the limit where there is none. */
    long skipZeros(long from) throws IOException {
        long at = from;
        while (at < limit && buffered(at, 1)) {
            for (int i = at(at); i < buffer.limit(); i++, at++) {
                if (buffer.get(i) != 0) {
                    return at;
                }
            }
        }
        return limit;
    }

    long offset() {
        return offset;
    }

    /** The sequence id of the newest event up to here: its own, or for a note that of the event before. */
    long lastSequenceId() {
        return isEvent() ? sequenceId : sequenceId - 1;
    }

    boolean isEvent() {
        return RecordLayout.isEvent(kind);
    }

    long receivedMillis() {
        return receivedMillis;
    }

    boolean endsBatch() {
        return kind < 0;
    }

    /** Whether the event's publisher gave its id. */
    boolean ownId() {
        return (kind & RecordLayout.OWN_ID) != 0;
    }

    /** The whole record. */
    LogRecord read(EventCodec codec) throws IOException {
        byte[] json = json();
        if (isEvent()) {
            boolean persist = RecordLayout.bare(kind) == RecordLayout.KIND_EVENT;
            SealedEvent sealed = new SealedEvent(codec.decode(json), json, persist, RecordLayout.verdictOf(kind));
            return new EventRecord(offset, sealed);
        }
        return new NoteRecord(offset, new Note(RecordLayout.noteKindOf(kind), json), sequenceId, receivedMillis);
    }

    int jsonLength() {
        return length - LEAST_LENGTH;
    }

    /** Position behind the record. */
    long end() {
        return position + RecordLayout.KIND + length;
    }

    private byte[] json() throws IOException {
        return json(jsonLength());
    }

    /** The first bytes of the JSON, or all where it has fewer. */
    byte[] jsonBeginning(int most) throws IOException {
        return json(Math.min(most, jsonLength()));
    }

    private byte[] json(int count) throws IOException {
        byte[] json = new byte[count];
        long from = position + RecordLayout.PAYLOAD;
        for (int done = 0; done < json.length; ) {
            if (!buffered(from + done, 1)) {
                throw new IOException("the file has become shorter");
            }
            int chunk = Math.min(json.length - done, buffer.limit() - at(from + done));
            System.arraycopy(buffer.array(), at(from + done), json, done, chunk);
            done += chunk;
        }
        return json;
    }

    private int at(long filePosition) {
        return (int) (filePosition - bufferStart);
    }

    /** Has so many bytes of the file, from a position on, in the buffer; false where the file ends before. */
    private boolean buffered(long from, int count) throws IOException {
        if (from >= bufferStart && from + count <= bufferStart + buffer.limit()) {
            return true;
        }
        bufferStart = from;
        buffer.clear();
        while (buffer.hasRemaining() && file.read(buffer, from + buffer.position()) > 0) {
            // A read may give less than asked for.
        }
        buffer.flip();
        return buffer.limit() >= count;
    }
}
