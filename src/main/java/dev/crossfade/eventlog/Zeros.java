package dev.crossfade.eventlog;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Fills a range of a file with zeros, a piece at a time so that other syncs to the same disk get their turn. */
final class Zeros {
    private static final int CHUNK = 1 << 20;
    private static final int SYNC_EVERY = 8 * CHUNK;

    private Zeros() {}

    /** Returns when the zeros are on disk. */
    static void write(Disk.LogFile file, long from, long to) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(CHUNK, Math.max(0, to - from)));
        long synced = from;
        for (long at = from; at < to; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), to - at));
            file.write(zeros, at);
            if (at - synced >= SYNC_EVERY) {
                file.force();
                synced = at;
            }
        }
        file.force();
    }
}
