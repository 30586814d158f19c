package dev.crossfade.http;

import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.event.Category;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a {@link HistoryQuery} from text parameters, and says everything that is wrong with them. */
final class HistoryParameters {
    private static final Set<String> KNOWN =
            Set.of("category", "event_type", "source", "node", "q", "from", "to", "after", "before", "order", "limit");
    private static final String POSITION = "a position";

    private final QueryParameters parameters;

    /**
     * @param parameters each with its values; {@code category}, {@code event_type} and {@code source} may have several;
     *     categories also with commas between
     */
    HistoryParameters(Map<String, List<String>> parameters) {
        this.parameters = new QueryParameters(parameters, KNOWN);
    }

    /** The query; complete only where {@link #errors} is empty. */
    HistoryQuery query() {
        return new HistoryQuery(
                parameters.list("category").stream()
                        .flatMap(names -> Arrays.stream(names.split(",")))
                        .flatMap(name -> category(name).stream())
                        .toList(),
                parameters.list("event_type"),
                parameters.list("source"),
                parameters.text("node"),
                parameters.text("q"),
                parameters.time("from"),
                parameters.time("to"),
                parameters.place("after", POSITION),
                parameters.place("before", POSITION),
                parameters.one("order", HistoryParameters::order).orElse(HistoryQuery.Order.NEWEST_FIRST),
                parameters.limit());
    }

    List<FieldError> errors() {
        return parameters.errors();
    }

    /** The path of the same question from behind that position on. */
    String next(HistoryQuery.Order order, long last) {
        return parameters.next(
                "/events", order == HistoryQuery.Order.NEWEST_FIRST ? "before" : "after", Long.toString(last));
    }

    private Optional<Category> category(String name) {
        Optional<Category> category = Category.of(name);
        if (category.isEmpty()) {
            parameters.refuse("category", "expected critical, performance, user_activity, system or debug");
        }
        return category;
    }

    private static HistoryQuery.Order order(String text) {
        return switch (text) {
            case "desc" -> HistoryQuery.Order.NEWEST_FIRST;
            case "asc" -> HistoryQuery.Order.OLDEST_FIRST;
            default -> throw new IllegalArgumentException("expected desc (newest first) or asc (oldest first)");
        };
    }
}
