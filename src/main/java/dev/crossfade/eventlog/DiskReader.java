package dev.crossfade.eventlog;

import dev.crossfade.event.EventCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records that are not in memory any more, one read after the other, on a thread of its own. */
final class DiskReader {
    private static final Logger LOG = LoggerFactory.getLogger(DiskReader.class);

    private final LogThread thread = new LogThread("crossfade-log-reader");
    private final SegmentFolder folder;
    private final EventCodec codec;

    DiskReader(SegmentFolder folder, EventCodec codec) {
        this.folder = folder;
        this.codec = codec;
    }

    /** As {@link EventLog#read}, of records up to the durable end. Any thread. */
    CompletionStage<List<LogRecord>> read(long fromOffset, int maxRecords, int maxBytes) {
        try {
            return CompletableFuture.supplyAsync(() -> read(new Page(fromOffset, maxRecords, maxBytes)), thread);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(LogCondition.closedException());
        }
    }

    /** Closes segments that were deleted, when no read is at work on them any more. Any thread. */
    void close(List<Segment> deleted) {
        thread.execute(() -> deleted.forEach(DiskReader::close));
    }

    private static void close(Segment deleted) {
        try {
            deleted.close();
        } catch (IOException failed) {
            LOG.warn("a deleted segment could not be closed: {}", failed.getMessage());
        }
    }

    /** Ends the thread when all reads are done. */
    void finish() {
        thread.finish();
    }

    private List<LogRecord> read(Page page) {
        List<Segment> segments = folder.all();
        int at = segments.indexOf(SegmentFolder.holding(segments, page.fromOffset));
        try {
            while (at < segments.size() && !page.full) {
                read(segments.get(at), page);
                at++;
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            String segment = segments.get(at).path().getFileName().toString();
            throw new LogFailedException(
                    "segment " + segment + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
        return page.records;
    }

    private void read(Segment segment, Page page) throws IOException {
        long end = segment.end();
        RecordCursor cursor = new RecordCursor(segment.file(), end);
        long position = segment.index().positionBefore(page.fromOffset);
        while (position < end && !page.full) {
            if (!cursor.moveTo(position, 1)) {
                throw new IOException("no sound record at position " + position);
            }
            if (cursor.offset() >= page.fromOffset) {
                page.take(cursor);
            }
            position = cursor.end();
        }
    }

    /** The records gathered for one read, and its bounds. */
    private final class Page {
        private final long fromOffset;
        private final int maxRecords;
        private final int maxBytes;
        private final List<LogRecord> records = new ArrayList<>();
        private long bytes;
        private boolean full;

        Page(long fromOffset, int maxRecords, int maxBytes) {
            this.fromOffset = fromOffset;
            this.maxRecords = maxRecords;
            this.maxBytes = maxBytes;
        }

        void take(RecordCursor cursor) throws IOException {
            bytes += cursor.jsonLength();
            if (bytes > maxBytes && !records.isEmpty()) {
                full = true;
                return;
            }
            records.add(cursor.read(codec));
            full = records.size() == maxRecords;
        }
    }
}
