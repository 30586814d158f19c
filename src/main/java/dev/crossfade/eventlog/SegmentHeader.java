package dev.crossfade.eventlog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What the first bytes of a segment say: whose it is and with what numbers it starts.
 *
 * @param node 12 characters
 * @param baseOffset offset of its first record
 * @param baseSequenceId sequence id of its first event; both are known even while it holds no record
 */
record SegmentHeader(String node, long baseOffset, long baseSequenceId) {
    static final int SIZE = 64;
    private static final long MAGIC = 0x43_46_45_56_4c_4f_47_31L;
    private static final int VERSION = 1;
    private static final int SUMMED = 40;

    void write(Disk.LogFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.putLong(MAGIC).putInt(VERSION).put(node.getBytes(US_ASCII));
        bytes.putLong(baseOffset).putLong(baseSequenceId);
        bytes.putInt(sum(bytes)).rewind().limit(SIZE);
        file.write(bytes, 0);
    }

    /** The header of a segment; empty where it is damaged. */
    static Optional<SegmentHeader> read(Disk.LogFile file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        while (bytes.hasRemaining() && file.read(bytes, bytes.position()) >= 0) {
            // A read may give less than asked for.
        }
        if (bytes.hasRemaining() || bytes.getInt(SUMMED) != sum(bytes) || bytes.getLong(0) != MAGIC) {
            return Optional.empty();
        }
        if (bytes.getInt(Long.BYTES) != VERSION) {
            throw new IOException("the event log was written by another version of Crossfade: format "
                    + bytes.getInt(Long.BYTES) + " instead of " + VERSION);
        }
        byte[] node = new byte[NodeId.LENGTH];
        bytes.position(Long.BYTES + Integer.BYTES).get(node);
        return Optional.of(new SegmentHeader(new String(node, US_ASCII), bytes.getLong(), bytes.getLong()));
    }

    private static int sum(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate().clear().limit(SUMMED));
        return (int) crc.getValue();
    }
}
