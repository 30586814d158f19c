package dev.crossfade.bus;

import java.util.List;
import java.util.OptionalLong;

/**
 * A page of changes of alerts, newest first.
 *
 * @param next the cursor of what follows; empty where nothing does
 */
public record AlertHistoryPage(List<Row> rows, OptionalLong next) {
    public AlertHistoryPage {
        rows = List.copyOf(rows);
    }

    /** A change, and the node that told of it. */
    public record Row(AlertChanged change, String node) {}
}
