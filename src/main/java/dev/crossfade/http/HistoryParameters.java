package dev.crossfade.http;

import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventTime;
import dev.crossfade.event.StorableText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** Reads a {@link HistoryQuery} from text parameters, and says everything that is wrong with them. */
final class HistoryParameters {
    static final int MAX_LIMIT = 1000;
    static final int DEFAULT_LIMIT = 100;

    private static final Set<String> KNOWN = Set.of(
            "category",
            "event_type",
            "source",
            "node",
            "q",
            "from",
            "to",
            "after",
            "before",
            "order",
            "limit",
            "apikey");

    private final Map<String, List<String>> parameters;
    private final List<FieldError> errors = new ArrayList<>();

    /**
     * @param parameters each with its values; {@code category}, {@code event_type} and {@code source} may have several;
     *     categories also with commas between
     */
    HistoryParameters(Map<String, List<String>> parameters) {
        this.parameters = parameters;
        parameters.forEach((name, values) -> {
            if (!KNOWN.contains(name)) {
                errors.add(new FieldError(name, "is not a parameter of this resource"));
            } else if (!values.stream().allMatch(StorableText::holds)) {
                errors.add(new FieldError(name, "holds NUL or half a surrogate pair, which no event does"));
            }
        });
    }

    /** The query; complete only where {@link #errors} is empty. */
    HistoryQuery query() {
        return new HistoryQuery(
                list("category").stream()
                        .flatMap(names -> Arrays.stream(names.split(",")))
                        .flatMap(name -> category(name).stream())
                        .toList(),
                list("event_type"),
                list("source"),
                one("node", Function.identity()),
                one("q", Function.identity()),
                one("from", HistoryParameters::time),
                one("to", HistoryParameters::time),
                position("after"),
                position("before"),
                one("order", HistoryParameters::order).orElse(HistoryQuery.Order.NEWEST_FIRST),
                one("limit", HistoryParameters::limit).orElse(DEFAULT_LIMIT));
    }

    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    private List<String> list(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .toList();
    }

    private Optional<Category> category(String name) {
        Optional<Category> category = Category.of(name);
        if (category.isEmpty()) {
            errors.add(new FieldError("category", "expected critical, performance, user_activity, system or debug"));
        }
        return category;
    }

    private OptionalLong position(String name) {
        Optional<Long> value = one(name, HistoryParameters::positive);
        return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
    }

    private <T> Optional<T> one(String name, Function<String, T> reader) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.isEmpty() || values.get(0).isEmpty()) {
            return Optional.empty();
        }
        if (values.size() > 1) {
            errors.add(new FieldError(name, "is given more than once"));
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(values.get(0)));
        } catch (IllegalArgumentException invalid) {
            errors.add(new FieldError(name, invalid.getMessage()));
        }
        return Optional.empty();
    }

    private static Instant time(String text) {
        return EventTime.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected an ISO-8601 time of the years 0001 to 9999, such as 2026-11-21T06:00:00Z"));
    }

    private static long positive(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("expected a position, a whole number of 0 or more");
        }
        return Long.parseLong(text);
    }

    private static HistoryQuery.Order order(String text) {
        return switch (text) {
            case "desc" -> HistoryQuery.Order.NEWEST_FIRST;
            case "asc" -> HistoryQuery.Order.OLDEST_FIRST;
            default -> throw new IllegalArgumentException("expected desc (newest first) or asc (oldest first)");
        };
    }

    private static int limit(String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_LIMIT) {
            throw new IllegalArgumentException("expected 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }

    /** What is wrong with one parameter. */
    record FieldError(String field, String message) {}
}
