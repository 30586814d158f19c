package dev.crossfade.http;

import dev.crossfade.event.EventTime;
import dev.crossfade.event.StorableText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The text parameters of a request for a list, read strictly: collects everything that is wrong with them. */
final class QueryParameters {
    static final int MAX_LIMIT = 1000;
    static final int DEFAULT_LIMIT = 100;
    private static final String API_KEY = "apikey";

    private final Map<String, List<String>> parameters;
    private final List<FieldError> errors = new ArrayList<>();

    /**
     * @param parameters each with its values
     * @param known names that the resource takes, besides that of the key
     */
    QueryParameters(Map<String, List<String>> parameters, Set<String> known) {
        this.parameters = parameters;
        parameters.forEach((name, values) -> {
            if (!known.contains(name) && !name.equals(API_KEY)) {
                refuse(name, "is not a parameter of this resource");
            } else if (!values.stream().allMatch(StorableText::holds)) {
                refuse(name, "holds NUL or half a surrogate pair, which nothing stored does");
            }
        });
    }

    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    void refuse(String name, String message) {
        errors.add(new FieldError(name, message));
    }

    /** All values of a parameter that may be given more than once. */
    List<String> list(String name) {
        return parameters.getOrDefault(name, List.of()).stream()
                .filter(value -> !value.isBlank())
                .toList();
    }

    /**
     * The value of a parameter that is given once or not at all; one without a value is not given.
     *
     * @param reader says in an IllegalArgumentException what it expected
     */
    <T> Optional<T> one(String name, Function<String, T> reader) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() > 1) {
            refuse(name, "is given more than once");
            return Optional.empty();
        }
        if (values.isEmpty() || values.get(0).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(values.get(0)));
        } catch (IllegalArgumentException invalid) {
            refuse(name, invalid.getMessage());
            return Optional.empty();
        }
    }

    Optional<String> text(String name) {
        return one(name, Function.identity());
    }

    Optional<Instant> time(String name) {
        return one(name, text -> EventTime.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected an ISO-8601 time of the years 0001 to 9999, such as 2026-11-21T06:00:00Z")));
    }

    /** Refuses a time that holds nothing, since it does not end behind its begin. */
    void refuseUnlessBefore(Instant from, Instant to) {
        if (!from.isBefore(to)) {
            refuse("from", "expected a time before to, or before now where there is no to");
        }
    }

    /** @param what it is, for people: {@code a position} */
    OptionalLong place(String name, String what) {
        Optional<Long> place = one(name, text -> placeOf(text, what));
        return place.isPresent() ? OptionalLong.of(place.get()) : OptionalLong.empty();
    }

    /** Where it is given. */
    Optional<Integer> limitIfGiven() {
        return one("limit", QueryParameters::limit);
    }

    int limit() {
        return one("limit", QueryParameters::limit).orElse(DEFAULT_LIMIT);
    }

    /** The path of the same question from another place on. */
    String next(String path, String cursor, String place) {
        Map<String, List<String>> next = new TreeMap<>(parameters);
        next.remove(API_KEY);
        next.put(cursor, List.of(place));
        return next.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(value -> entry.getKey() + "=" + encode(value)))
                .collect(Collectors.joining("&", path + "?", ""));
    }

    /**
     * A place in a list.
     *
     * @throws IllegalArgumentException where the text is none
     */
    static long placeOf(String text, String what) {
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("expected " + what + ", a whole number of 0 or more");
        }
        return Long.parseLong(text);
    }

    private static int limit(String text) {
        if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_LIMIT) {
            throw new IllegalArgumentException("expected 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
