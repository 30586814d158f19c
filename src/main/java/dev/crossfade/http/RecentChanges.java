package dev.crossfade.http;

import dev.crossfade.bus.FeedRow;
import java.util.HashMap;
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
    private Map<Long, ChangeRow> newer = new HashMap<>();
    private Map<Long, ChangeRow> older = new HashMap<>();
    private long newerBytes;

    /** @param mostBytes of text that is kept, about */
    RecentChanges(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Rows that are new to everybody. */
    List<ChangeRow> take(List<FeedRow> rows) {
        List<ChangeRow> changes = rows.stream().map(ChangeRow::new).toList();
        for (ChangeRow change : changes) {
            newer.put(change.position(), change);
            newerBytes += size(change);
            if (newerBytes > mostBytes / 2) {
                age();
            }
        }
        return changes;
    }

    /** Rows that somebody asks for once more. What is long past does not take the place of what is new. */
    List<ChangeRow> of(List<FeedRow> rows) {
        return rows.stream().map(this::of).toList();
    }

    private ChangeRow of(FeedRow row) {
        Long position = row.event().position().orElseThrow();
        ChangeRow known = newer.getOrDefault(position, older.get(position));
        return known != null && isSame(known.row(), row) ? known : new ChangeRow(row);
    }

    /** A database that went back gives the same positions to other rows. */
    private static boolean isSame(FeedRow known, FeedRow row) {
        return known.event().id().equals(row.event().id()) && known.createdAt().equals(row.createdAt());
    }

    /** Forgets all but what was taken since the last time. */
    void age() {
        older = newer;
        newer = new HashMap<>();
        newerBytes = 0;
    }

    private static long size(ChangeRow change) {
        return change.row().event().data().length()
                + change.row().event().metadata().length()
                + (long) OVERHEAD_BYTES;
    }
}
