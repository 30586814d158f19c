package dev.crossfade.feed;

import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedQuery;
import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.MonitoringEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The newest rows of the feed: all that are behind one position, its start, up to where the feed has read, its end.
 * Bounded by the size of the rows and by their number. Confined to its owner.
 */
final class FeedWindow {
    /** What a row takes besides its texts, about. */
    static final long ROW_BYTES = 500;

    private final NavigableMap<Long, FeedRow> rows = new TreeMap<>();
    private final long maxBytes;
    private final int maxRows;
    private long bytes;
    private long start;
    private long end;

    FeedWindow(long maxBytes, int maxRows) {
        this.maxBytes = maxBytes;
        this.maxRows = maxRows;
    }

    /** Forgets all rows and goes on at that position. */
    void restart(long position) {
        rows.clear();
        bytes = 0;
        start = position;
        end = position;
    }

    /** Up to where it has been filled. */
    long end() {
        return end;
    }

    /**
     * Adds what was read next.
     *
     * @param next all rows behind the end up to {@code upTo}, in order
     */
    void append(List<FeedRow> next, long upTo) {
        for (FeedRow row : next) {
            rows.put(position(row), row);
            bytes += size(row);
        }
        end = upTo;
        while (bytes > maxBytes || rows.size() > maxRows) {
            forgetOldest();
        }
    }

    /** Forgets the rows up to that position. */
    void forget(long upTo) {
        while (!rows.isEmpty() && rows.firstKey() <= upTo) {
            forgetOldest();
        }
    }

    private void forgetOldest() {
        FeedRow oldest = rows.pollFirstEntry().getValue();
        bytes -= size(oldest);
        start = position(oldest);
    }

    /**
     * Answers up to the end at most.
     *
     * @return empty where the question begins before the start
     */
    Optional<FeedPage> page(FeedQuery query, long dropped) {
        if (query.after() < start) {
            return Optional.empty();
        }
        long upTo = Math.min(query.upTo(), end);
        List<FeedRow> page = new ArrayList<>();
        for (FeedRow row : rows.tailMap(query.after(), false).values()) {
            if (position(row) > upTo) {
                break;
            }
            if (page.size() == query.limit()) {
                return Optional.of(new FeedPage(List.copyOf(page), position(page.get(page.size() - 1)), dropped));
            }
            page.add(row);
        }
        return Optional.of(new FeedPage(List.copyOf(page), upTo, dropped));
    }

    private static long position(FeedRow row) {
        return row.event().position().orElseThrow();
    }

    private static long size(FeedRow row) {
        MonitoringEvent event = row.event();
        return ROW_BYTES + event.data().length() + event.metadata().length();
    }
}
