package dev.crossfade.bus;

import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * Asks what was counted, a row a window and kind of event: the newest windows first, in one of them by event type and
 * category.
 *
 * @param from windows that began then or later
 * @param to windows that began before
 * @param after only what follows this row, a cursor
 * @param limit most rows, 1 or more
 */
public record SummaryQuery(
        MetricsWindow window,
        Optional<String> eventType,
        Optional<Category> category,
        Optional<Instant> from,
        Optional<Instant> to,
        Optional<Cursor> after,
        int limit) {

    /** Where rows lie. */
    public record Cursor(Instant start, EventKind kind) implements Comparable<Cursor> {
        private static final Comparator<Cursor> ORDER = Comparator.comparing(Cursor::start)
                .reversed()
                .thenComparing(cursor -> cursor.kind().eventType())
                .thenComparing(cursor -> cursor.kind().category().label());

        /** The place of a row. */
        public static Cursor of(CountsRow row) {
            return new Cursor(row.start(), row.kind());
        }

        @Override
        public int compareTo(Cursor other) {
            return ORDER.compare(this, other);
        }
    }
}
