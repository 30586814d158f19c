package dev.crossfade.http;

import dev.crossfade.bus.FeedRow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows that were on their way to clients lately, so that those who are a little behind share their text with all
 * others: who falls behind seldom does so alone. Pure; belongs to its writer's context.
 */
final class RecentChanges {
    /** What a row's text has besides the event's own JSON, about. */
    private static final int OVERHEAD_BYTES = 1024;

    private final long mostBytes;
    private final Map<Long, ChangeRow> byPosition = new LinkedHashMap<>();
    private long bytes;

    /** @param mostBytes of text that is kept, about */
    RecentChanges(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Rows that are new to everybody. */
    List<ChangeRow> take(List<FeedRow> rows) {
        List<ChangeRow> changes = rows.stream().map(ChangeRow::new).toList();
        for (ChangeRow change : changes) {
            ChangeRow before = byPosition.put(change.position(), change);
            bytes += size(change) - (before == null ? 0 : size(before));
        }
        forgetOldest();
        return changes;
    }

    /** Rows that somebody asks for once more. What is long past does not take the place of what is new. */
    List<ChangeRow> of(List<FeedRow> rows) {
        return rows.stream().map(this::of).toList();
    }

    private ChangeRow of(FeedRow row) {
        ChangeRow known = byPosition.get(row.event().position().orElseThrow());
        return known != null && isSame(known.row(), row) ? known : new ChangeRow(row);
    }

    /** A database that went back gives the same positions to other rows. */
    private static boolean isSame(FeedRow known, FeedRow row) {
        return known.event().id().equals(row.event().id()) && known.createdAt().equals(row.createdAt());
    }

    private void forgetOldest() {
        var oldest = byPosition.values().iterator();
        while (bytes > mostBytes && oldest.hasNext()) {
            bytes -= size(oldest.next());
            oldest.remove();
        }
    }

    private static long size(ChangeRow change) {
        return change.row().event().data().length()
                + change.row().event().metadata().length()
                + (long) OVERHEAD_BYTES;
    }
}
