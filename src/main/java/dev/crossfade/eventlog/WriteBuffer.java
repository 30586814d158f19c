package dev.crossfade.eventlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Gathers records and writes many at once. Belongs to the writer's thread. */
final class WriteBuffer {
    private static final int SIZE = 1 << 20;

    private final CRC32C crc = new CRC32C();
    private ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
    private Disk.LogFile file;
    private long written;

    /** Begins at a position of a file; drops what was not flushed. */
    void begin(Disk.LogFile into, long position) {
        file = into;
        written = position;
        buffer.clear();
    }

    /** Where the next record will lie. */
    long position() {
        return written + buffer.position();
    }

    /** @param marks what is added to the kind */
    void add(LogRecord next, int marks) throws IOException {
        byte[] json = next.json();
        int size = Math.toIntExact(RecordLayout.sizeOf(json));
        if (buffer.remaining() < size) {
            flush();
            if (buffer.capacity() < size) {
                buffer = ByteBuffer.allocateDirect(size);
            }
        }
        int start = buffer.position();
        buffer.putInt(size - RecordLayout.KIND).putInt(0);
        buffer.put((byte) (RecordLayout.kindOf(next) | marks));
        buffer.putLong(next.offset()).putLong(RecordLayout.sequenceIdOf(next));
        buffer.putLong(next.receivedMillis()).put(json);
        buffer.putInt(start + RecordLayout.CRC, sum(start + RecordLayout.KIND));
    }

    private int sum(int from) {
        int end = buffer.position();
        int limit = buffer.limit();
        crc.reset();
        crc.update(buffer.limit(end).position(from));
        buffer.limit(limit).position(end);
        return (int) crc.getValue();
    }

    void flush() throws IOException {
        if (buffer.position() > 0) {
            int size = buffer.position();
            file.write(buffer.flip(), written);
            written += size;
            buffer.clear();
        }
    }
}
