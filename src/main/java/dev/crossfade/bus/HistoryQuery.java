package dev.crossfade.bus;

import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which stored events are wanted.
 *
 * @param categories any of these; empty means all
 * @param eventTypes any of these, exactly; empty means all
 * @param sources any of these, exactly; empty means all
 * @param node of that node
 * @param text events whose type, source or data contain it, without case
 * @param from at that timestamp or later
 * @param to before that timestamp
 * @param after position greater than this
 * @param before position less than this
 * @param limit 1 to 1000
 */
public record HistoryQuery(
        List<Category> categories,
        List<String> eventTypes,
        List<String> sources,
        Optional<String> node,
        Optional<String> text,
        Optional<Instant> from,
        Optional<Instant> to,
        OptionalLong after,
        OptionalLong before,
        Order order,
        int limit) {

    /** The same, with another bound. */
    public HistoryQuery withAfter(OptionalLong position) {
        return new HistoryQuery(categories, eventTypes, sources, node, text, from, to, position, before, order, limit);
    }

    /** The same, with another bound. */
    public HistoryQuery withBefore(OptionalLong position) {
        return new HistoryQuery(categories, eventTypes, sources, node, text, from, to, after, position, order, limit);
    }

    /** The same, with another page size. */
    public HistoryQuery withLimit(int events) {
        return new HistoryQuery(categories, eventTypes, sources, node, text, from, to, after, before, order, events);
    }

    /** By position. */
    public enum Order {
        NEWEST_FIRST,
        OLDEST_FIRST
    }
}
