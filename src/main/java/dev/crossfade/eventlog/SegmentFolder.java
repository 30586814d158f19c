package dev.crossfade.eventlog;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments of a log, oldest first; the last one is the one that is written to.
 *
 * <p>The writer's thread adds, the keeper's removes, any thread looks.
 */
final class SegmentFolder implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentFolder.class);

    private final Disk disk;
    private final Path folder;
    private final long segmentBytes;
    private final SegmentPreparer preparer;
    private volatile List<Segment> segments;

    /** @param segments as found at start; may be empty until {@link #begin} */
    SegmentFolder(Disk disk, Path folder, long segmentBytes, SegmentPreparer preparer, List<Segment> segments) {
        this.disk = disk;
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.preparer = preparer;
        this.segments = List.copyOf(segments);
    }

    List<Segment> all() {
        return segments;
    }

    Segment active() {
        List<Segment> now = segments;
        return now.get(now.size() - 1);
    }

    /** Whether the segment that is written to can still be found; whoever deletes the folder takes it along. */
    boolean activeHasItsName() {
        return disk.exists(active().path());
    }

    /** Bytes of records and headers; the part of a file that only waits to be written does not count. */
    long bytes() {
        long sum = 0;
        for (Segment segment : segments) {
            sum += segment.end();
        }
        return sum;
    }

    /** Bytes of the records from an offset on, and of some shortly before it, as near as the index knows. */
    long bytesFrom(long offset) {
        List<Segment> now = segments;
        long first = holding(now, offset).baseOffset();
        long sum = 0;
        for (Segment segment : now) {
            if (segment.baseOffset() >= first) {
                long end = segment.end();
                sum += Math.max(0, end - segment.index().positionBefore(offset));
            }
        }
        return sum;
    }

    /** The segment that holds an offset, or the oldest one for an offset below. */
    static Segment holding(List<Segment> segments, long offset) {
        int at = segments.size() - 1;
        while (at > 0 && segments.get(at).baseOffset() > offset) {
            at--;
        }
        return segments.get(at);
    }

    /** Makes ready for appends: on the last segment, or on a new one that begins with the next numbers. */
    void begin(boolean onTheLast, SegmentHeader next) throws IOException {
        if (onTheLast) {
            preparer.start();
        } else {
            roll(next, 0);
        }
    }

    /** Begins the next segment, with room for so many bytes of records. Its header is on disk before it has its name. */
    void roll(SegmentHeader header, long bytes) throws IOException {
        long capacity = Math.max(segmentBytes, SegmentHeader.SIZE + bytes);
        SegmentPreparer.Prepared next = capacity > segmentBytes ? preparer.unfilled() : preparer.take();
        Path path = folder.resolve(Segment.nameOf(header.baseOffset()));
        try {
            header.write(next.file());
            next.file().force();
            disk.rename(next.path(), path);
        } catch (IOException failed) {
            next.file().close();
            Files.deleteIfExists(next.path());
            // The name may have been given and only its sync have failed.
            Files.deleteIfExists(path);
            throw failed;
        }
        append(new Segment(path, next.file(), header.baseOffset(), capacity, new SparseIndex(), SegmentHeader.SIZE));
        preparer.start();
    }

    private synchronized void append(Segment segment) {
        List<Segment> more = new ArrayList<>(segments);
        more.add(segment);
        segments = List.copyOf(more);
    }

    /** Segments that hold nothing above an offset, less the active one. */
    List<Segment> below(long offset) {
        List<Segment> now = segments;
        int count = 0;
        while (count < now.size() - 1 && now.get(count + 1).baseOffset() <= offset + 1) {
            count++;
        }
        return now.subList(0, count);
    }

    /** Deletes the oldest segments. Whoever still reads them may do so until they are closed. */
    void delete(List<Segment> oldest) throws IOException {
        synchronized (this) {
            segments = List.copyOf(segments.subList(oldest.size(), segments.size()));
        }
        for (Segment segment : oldest) {
            Files.deleteIfExists(segment.path());
        }
        disk.syncFolder(folder);
    }

    @Override
    public void close() throws IOException {
        try {
            preparer.discard();
        } catch (IOException | CompletionException noRoom) {
            LOG.debug("no segment was prepared: {}", noRoom.getMessage());
        }
        for (Segment segment : segments) {
            segment.close();
        }
    }
}
