package dev.crossfade.bus;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What was counted between two moments, or a part of it, on its way into the database.
 *
 * @param id one of its own: a flush that is written twice is stored once
 * @param upTo offset in the event log up to which events are counted in this flush and those before; whoever counts again
 *     after a kill goes on behind it
 * @param from when the counting began
 * @param to when it was taken; never before {@code from}
 * @param rows one or more, each of another hour or kind
 */
public record MetricsFlush(UUID id, long upTo, Instant from, Instant to, List<CountsRow> rows) {
    /** How many event types there are in it: rows of {@code validation_metrics}. */
    public int eventTypes() {
        return (int) rows.stream().map(row -> row.kind().eventType()).distinct().count();
    }
}
