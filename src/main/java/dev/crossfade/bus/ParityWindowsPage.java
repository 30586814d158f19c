package dev.crossfade.bus;

import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.List;

/**
 * A page of what parity counted over time.
 *
 * @param more whether there is more behind the last row
 */
public record ParityWindowsPage(List<Row> rows, boolean more) {
    /** What was counted of one category in the window that began then. */
    public record Row(Instant start, Category category, ParityCounts counts) {}
}
