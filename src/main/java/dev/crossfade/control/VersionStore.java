package dev.crossfade.control;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Keeps the newest version that was in force while the ledger could not say so, in {@code config-version}: a number that
 * events were stored with must not be given a second time. Blocks; belongs to one thread.
 *
 * <p>The file has its full size from the start and is overwritten in place, so a full disk does not stop it. Its two slots
 * lie in different disk blocks and the older one is written, so that a torn write leaves the other.
 */
final class VersionStore {
    private static final int SLOT_DISTANCE = 4096;
    private static final int SLOT_SIZE = Long.BYTES + Integer.BYTES;

    private final Path file;

    VersionStore(Path file) {
        this.file = file;
    }

    /** Makes the file where it is not there in its full size. */
    void prepare() throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < 2 * SLOT_DISTANCE) {
                put(channel, ByteBuffer.allocate(2 * SLOT_DISTANCE), 0);
            }
        }
    }

    /** 0 where nothing was noted that can be trusted. */
    long read() throws IOException {
        if (Files.notExists(file)) {
            return 0;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return Math.max(slot(channel, 0), slot(channel, 1));
        } catch (NoSuchFileException gone) {
            return 0;
        }
    }

    /** Done when it is on the disk. */
    void write(long version) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            int older = slot(channel, 0) <= slot(channel, 1) ? 0 : 1;
            ByteBuffer bytes = ByteBuffer.allocate(SLOT_SIZE);
            bytes.putLong(version).putInt(sum(version)).flip();
            put(channel, bytes, (long) older * SLOT_DISTANCE);
        }
    }

    private static void put(FileChannel channel, ByteBuffer bytes, long place) throws IOException {
        long next = place;
        while (bytes.hasRemaining()) {
            next += channel.write(bytes, next);
        }
        channel.force(true);
    }

    private static long slot(FileChannel channel, int slot) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SLOT_SIZE);
        int count = channel.read(bytes, (long) slot * SLOT_DISTANCE);
        boolean whole = count == SLOT_SIZE && bytes.getInt(Long.BYTES) == sum(bytes.getLong(0));
        return whole ? Math.max(0, bytes.getLong(0)) : 0;
    }

    private static int sum(long version) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(0, version));
        return (int) crc.getValue();
    }
}
