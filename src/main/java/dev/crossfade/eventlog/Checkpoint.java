package dev.crossfade.eventlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The file that says up to which offset everything is safe elsewhere. Owned by the keeper's thread.
 *
 * <p>Two slots lie in different disk blocks and only the one that is not the last synced one is ever written, so a torn
 * write leaves the other. Both exist from the start: a full disk does not stop the checkpoint, which is what makes room.
 */
final class Checkpoint implements Closeable {
    private static final int SLOT_DISTANCE = 4096;
    private static final int SLOT_SIZE = Long.BYTES + Integer.BYTES;

    private final Disk.LogFile file;
    private final long atStart;
    private long written;
    private int syncedSlot;

    Checkpoint(Disk disk, Path path) throws IOException {
        this.file = disk.open(path);
        if (file.size() < 2 * SLOT_DISTANCE) {
            file.write(ByteBuffer.allocate(2 * SLOT_DISTANCE), 0);
            file.force();
            disk.syncFolder(path.toAbsolutePath().getParent());
        }
        long first = readSlot(0);
        long second = readSlot(1);
        this.syncedSlot = second > first ? 1 : 0;
        this.atStart = Math.max(first, second);
        this.written = atStart;
    }

    /** What the file said when it was opened; 0 where it said nothing that can be trusted. */
    long atStart() {
        return atStart;
    }

    /** Notes an offset. Unsynced it survives the end of the process; synced, the end of the machine too. */
    void write(long offset, boolean sync) throws IOException {
        if (offset == written && !sync) {
            return;
        }
        int slot = 1 - syncedSlot;
        ByteBuffer bytes = ByteBuffer.allocate(SLOT_SIZE);
        bytes.putLong(offset).putInt(sum(offset)).flip();
        file.write(bytes, (long) slot * SLOT_DISTANCE);
        written = offset;
        if (sync) {
            file.force();
            syncedSlot = slot;
        }
    }

    private long readSlot(int slot) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SLOT_SIZE);
        int count = file.read(bytes, (long) slot * SLOT_DISTANCE);
        boolean whole = count == SLOT_SIZE && bytes.getInt(Long.BYTES) == sum(bytes.getLong(0));
        return whole ? Math.max(0, bytes.getLong(0)) : 0;
    }

    private static int sum(long offset) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, offset));
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
