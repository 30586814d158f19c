package dev.crossfade.eventlog;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The newest records, in memory, bounded by the bytes of their encoding, by number and by age. Who reads on takes them at
 * once, and what lives for seconds has to be copied by the collector, in pauses.
 *
 * <p>The writer's thread adds and publishes; any thread reads without a lock: records are immutable and know their
 * offset, so a slot that was overwritten meanwhile is recognised by the offset in it.
 */
final class RecentRecords {
    private static final int SLOTS = 1 << 16;
    /** Records are kept for once to twice as long. */
    private static final long KEEP_NANOS = Duration.ofMillis(250).toNanos();

    private final LogRecord[] ring = new LogRecord[SLOTS];
    private final RecentTimes times = new RecentTimes();
    private final long maxBytes;
    private long bytes;
    private long oldest;
    private long newest;
    private long agedAt;
    private long ageing;
    private volatile long published;

    /**
     * @param maxBytes bound on the bytes of JSON held
     * @param endOffset offset of the newest record that the log holds already
     * @param nanos now
     */
    RecentRecords(long maxBytes, long endOffset, long nanos) {
        this.maxBytes = maxBytes;
        this.oldest = endOffset + 1;
        this.newest = endOffset;
        this.ageing = endOffset;
        this.agedAt = nanos;
        this.published = endOffset;
    }

    /** Adds the next record, not yet for readers. */
    void add(LogRecord next) {
        if (newest == published) {
            times.note(next.offset(), next.receivedMillis());
        }
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

    /**
     * All that was added is durable now: readers may see it.
     *
     * @param nanos now, by a clock that never runs backwards
     */
    void publish(long nanos) {
        if (nanos - agedAt >= KEEP_NANOS) {
            while (oldest <= ageing) {
                dropOldest();
            }
            ageing = published;
            agedAt = nanos;
        }
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

    /** When a record was received, to within some tenths of a second; empty where it was long ago. */
    OptionalLong receivedMillis(long offset) {
        Optional<LogRecord> held = at(offset);
        return held.isPresent() ? OptionalLong.of(held.get().receivedMillis()) : times.receivedBefore(offset);
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
