package dev.crossfade.bus;

import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.Optional;

/**
 * Asks what parity counted over time, a row a window and category: the newest windows first, in one of them by category.
 *
 * @param node of this one alone; else of all nodes together
 * @param from windows that began then or later
 * @param to windows that began before
 * @param after only what follows this row, a cursor
 * @param limit most rows, 1 or more
 */
public record ParityWindowsQuery(
        MetricsWindow window,
        Optional<Category> category,
        Optional<String> node,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<Cursor> after,
        int limit) {

    /** Where rows lie. */
    public record Cursor(Instant start, Category category) {}
}
