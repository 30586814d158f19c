package dev.crossfade.eventlog;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest records, in memory, bounded by the bytes of their encoding and by number.
 *
 * <p>The writer's thread adds and publishes; any thread reads without a lock: records are immutable and know their
 * offset, so a slot that was overwritten meanwhile is recognised by the offset in it.
 */
final class RecentRecords {
    private static final int SLOTS = 1 << 16;

    private final LogRecord[] ring = new LogRecord[SLOTS];
    private final long maxBytes;
    private long bytes;
    private long oldest;
    private long newest;
    private volatile long published;

    /**
     * @param maxBytes bound on the bytes of JSON held
     * @param endOffset offset of the newest record that the log holds already
     */
    RecentRecords(long maxBytes, long endOffset) {
        this.maxBytes = maxBytes;
        this.oldest = endOffset + 1;
        this.newest = endOffset;
        this.published = endOffset;
    }

    /** Adds the next record, not yet for readers. */
    void add(LogRecord next) {
        bytes += next.json().length;
        newest = next.offset();
        if (newest - oldest >= SLOTS) {
            dropOldest();
        }
        ring[slot(newest)] = next;
        while (bytes > maxBytes && oldest < newest) {
            dropOldest();
        }
    }

    private void dropOldest() {
        bytes -= ring[slot(oldest)].json().length;
        ring[slot(oldest)] = null;
        oldest++;
    }

    /** All that was added is durable now: readers may see it. */
    void publish() {
        published = newest;
    }

    /** The end of the log, as readers may know it. */
    long endOffset() {
        return published;
    }

    /** One record; empty where it is not held any more. */
    Optional<LogRecord> at(long offset) {
        LogRecord held = ring[slot(offset)];
        return held == null || held.offset() != offset || offset > published ? Optional.empty() : Optional.of(held);
    }

    /** Records from an offset on, in order; empty only at the end of the log; no value where the first is not held. */
    Optional<List<LogRecord>> read(long fromOffset, int maxRecords, int maxBytes) {
        long end = published;
        if (fromOffset > end) {
            return Optional.of(List.of());
        }
        List<LogRecord> page =
                new ArrayList<>((int) Math.min(Math.min(maxRecords, SLOTS), end - Math.max(fromOffset, 0) + 1));
        long size = 0;
        for (long offset = fromOffset; offset <= end && page.size() < maxRecords; offset++) {
            LogRecord held = ring[slot(offset)];
            if (held == null || held.offset() != offset) {
                break;
            }
            size += held.json().length;
            if (size > maxBytes && !page.isEmpty()) {
                break;
            }
            page.add(held);
        }
        return page.isEmpty() ? Optional.empty() : Optional.of(page);
    }

    private static int slot(long offset) {
        return (int) (offset & (SLOTS - 1));
    }
}
