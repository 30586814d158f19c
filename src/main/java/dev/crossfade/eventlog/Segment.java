package dev.crossfade.eventlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** One file of the log: records with rising offsets. Written by the log's writer only, read by any thread. */
final class Segment implements Closeable {
    private static final String SUFFIX = ".segment";

    private final Path path;
    private final Disk.LogFile file;
    private final long baseOffset;
    private final long capacity;
    private final SparseIndex index;
    private volatile long end;

    /**
     * @param capacity bytes that the writer may fill it up to
     * @param end position behind its last durable record
     */
    Segment(Path path, Disk.LogFile file, long baseOffset, long capacity, SparseIndex index, long end) {
        this.path = path;
        this.file = file;
        this.baseOffset = baseOffset;
        this.capacity = capacity;
        this.index = index;
        this.end = end;
    }

    static String nameOf(long baseOffset) {
        return String.format("%019d%s", baseOffset, SUFFIX);
    }

    static boolean isSegment(Path path) {
        return path.getFileName().toString().matches("\\d{19}\\.segment");
    }

    static long baseOffsetOf(Path path) {
        String name = path.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    Path path() {
        return path;
    }

    Disk.LogFile file() {
        return file;
    }

    long baseOffset() {
        return baseOffset;
    }

    SparseIndex index() {
        return index;
    }

    /** Position behind the last durable record. */
    long end() {
        return end;
    }

    boolean isEmpty() {
        return end == SegmentHeader.SIZE;
    }

    /** Whether a batch may be written at a position; into an empty segment any, since another would be no better. */
    boolean hasRoom(long position, long bytes) {
        return position == SegmentHeader.SIZE || position + bytes <= capacity;
    }

    /** All up to a position is on disk now. */
    void advance(long position) {
        index.commit();
        end = position;
    }

    /** Takes back what was written behind the durable end, for good: no start may find it. */
    void rollback() throws IOException {
        index.rollback();
        file.truncate(end);
        file.force();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
