package dev.crossfade.http;

import dev.crossfade.bus.DeadLetterQuery;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.event.StorableText;
import dev.crossfade.http.HistoryParameters.FieldError;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads a {@link DeadLetterQuery} from text parameters, and says everything that is wrong with them. */
final class DeadLetterParameters {
    private static final Set<String> KNOWN = Set.of("status", "node", "after", "limit", "apikey");

    private final Map<String, List<String>> parameters;
    private final List<FieldError> errors = new ArrayList<>();

    /** @param parameters each with its values */
    DeadLetterParameters(Map<String, List<String>> parameters) {
        this.parameters = parameters;
        parameters.forEach((name, values) -> {
            if (!KNOWN.contains(name)) {
                errors.add(new FieldError(name, "is not a parameter of this resource"));
            } else if (values.size() > 1) {
                errors.add(new FieldError(name, "is given more than once"));
            } else if (!values.stream().allMatch(StorableText::holds)) {
                errors.add(new FieldError(name, "holds NUL or half a surrogate pair, which nothing stored does"));
            }
        });
    }

    /** The query; complete only where {@link #errors} is empty. */
    DeadLetterQuery query() {
        Optional<Long> after = one("after", DeadLetterParameters::id);
        return new DeadLetterQuery(
                one("status", DeadLetterParameters::status),
                one("node", Function.identity()),
                after.isPresent() ? OptionalLong.of(after.get()) : OptionalLong.empty(),
                one("limit", DeadLetterParameters::limit).orElse(HistoryParameters.DEFAULT_LIMIT));
    }

    List<FieldError> errors() {
        return List.copyOf(errors);
    }

    /** The path of the same question from behind that letter on. */
    String next(long last) {
        Map<String, List<String>> next = new TreeMap<>(parameters);
        next.remove("apikey");
        next.put("after", List.of(Long.toString(last)));
        return next.entrySet().stream()
                .map(entry -> entry.getKey() + "="
                        + URLEncoder.encode(entry.getValue().get(0), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "/dead-letters?", ""));
    }

    /**
     * The id of a letter.
     *
     * @throws IllegalArgumentException where the text is none
     */
    static long id(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new IllegalArgumentException("expected the id of a dead letter, a whole number of 0 or more");
        }
        return Long.parseLong(text);
    }

    private <T> Optional<T> one(String name, Function<String, T> reader) {
        List<String> values = parameters.getOrDefault(name, List.of());
        if (values.size() != 1 || values.get(0).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(values.get(0)));
        } catch (IllegalArgumentException invalid) {
            errors.add(new FieldError(name, invalid.getMessage()));
            return Optional.empty();
        }
    }

    private static DeadLetterStatus status(String text) {
        return DeadLetterStatus.of(text)
                .orElseThrow(() -> new IllegalArgumentException("expected pending, retrying, recovered or failed"));
    }

    private static int limit(String text) {
        if (!text.matches("\\d{1,9}")
                || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > HistoryParameters.MAX_LIMIT) {
            throw new IllegalArgumentException("expected 1 to " + HistoryParameters.MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }
}
