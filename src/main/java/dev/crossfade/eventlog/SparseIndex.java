package dev.crossfade.eventlog;

import java.util.Arrays;

/**
 * Some of a segment's records, about one in 64 KiB and one a minute: at what position they lie and when they were
 * received.
 *
 * <p>One thread adds; entries become visible to all threads when committed.
 */
final class SparseIndex {
    private static final int STEP = 64 << 10;
    private static final long STEP_MILLIS = 60_000;
    private static final int COLUMNS = 3;

    // Offset, position, milliseconds; replaced when it grows, never shrunk, published by the write to committed.
    private volatile long[] entries = new long[COLUMNS * 16];
    private volatile int committed;
    private int added;

    /** Notes a record, if it lies far enough from the last one noted, in the file or in time. */
    void add(long offset, long position, long receivedMillis) {
        if (added > 0 && isNearTheLast(position, receivedMillis)) {
            return;
        }
        int at = added * COLUMNS;
        long[] room = at == entries.length ? Arrays.copyOf(entries, 2 * at) : entries;
        room[at] = offset;
        room[at + 1] = position;
        room[at + 2] = receivedMillis;
        entries = room;
        added++;
    }

    private boolean isNearTheLast(long position, long receivedMillis) {
        int last = (added - 1) * COLUMNS;
        return position - entries[last + 1] < STEP && Math.abs(receivedMillis - entries[last + 2]) < STEP_MILLIS;
    }

    void commit() {
        if (committed != added) {
            committed = added;
        }
    }

    /** Forgets what was added since the last commit. */
    void rollback() {
        added = committed;
    }

    /** Position of a record at or before an offset, as near as is known; the segment's first record at the least. */
    long positionBefore(long offset) {
        int entry = entryBefore(offset);
        return entry < 0 ? SegmentHeader.SIZE : entries[entry * COLUMNS + 1];
    }

    /** When a record at an offset was received, to the minute; 0 where the segment is empty. */
    long receivedBefore(long offset) {
        int entry = Math.max(0, entryBefore(offset));
        return committed == 0 ? 0 : entries[entry * COLUMNS + 2];
    }

    private int entryBefore(long offset) {
        int low = 0;
        int high = committed - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (entries[middle * COLUMNS] <= offset) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }
}
