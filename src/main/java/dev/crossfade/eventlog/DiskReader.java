package dev.crossfade.eventlog;

import dev.crossfade.event.EventCodec;
import dev.crossfade.event.SealedEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads records that are not in memory any more. Belongs to the thread {@code crossfade-log-reader}. */
final class DiskReader {
    private final SegmentFolder folder;
    private final EventCodec codec;

    DiskReader(SegmentFolder folder, EventCodec codec) {
        this.folder = folder;
        this.codec = codec;
    }

    /** As {@link EventLog#read}, of records up to the durable end. */
    List<LogRecord> read(long fromOffset, int maxRecords, int maxBytes) {
        Page page = new Page(fromOffset, maxRecords, maxBytes);
        List<Segment> segments = folder.all();
        int at = segments.indexOf(SegmentFolder.holding(segments, fromOffset));
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
            byte[] json = cursor.json();
            records.add(new LogRecord(cursor.offset(), new SealedEvent(codec.decode(json), json, cursor.persist())));
            full = records.size() == maxRecords;
        }
    }
}
