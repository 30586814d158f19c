package dev.crossfade.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crossfade.config.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How old what is cleaned up must be, as the body of a request says it.
 *
 * @param olderThan empty where the body leaves it to the configuration
 * @param errors everything that is wrong with the body
 */
record CleanupAge(Optional<Duration> olderThan, List<FieldError> errors) {
    private static final String OLDER_THAN = "older_than";
    private static final Kind<Duration> AGE = Kind.duration("0s", "100y");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /**
     * Reads a body: nothing, or {@code {"older_than":"30d"}}.
     *
     * @throws IllegalArgumentException where it is not JSON
     */
    static CleanupAge of(String body) {
        if (body.isBlank()) {
            return new CleanupAge(Optional.empty(), List.of());
        }
        try {
            return of(JSON.readTree(body));
        } catch (JsonProcessingException notJson) {
            throw new IllegalArgumentException("the body is not JSON", notJson);
        }
    }

    private static CleanupAge of(JsonNode body) {
        FieldErrors errors = new FieldErrors();
        if (!body.isObject()) {
            errors.add("", "expected an object such as {\"older_than\":\"30d\"}");
        }
        body.fieldNames().forEachRemaining(name -> {
            if (!name.equals(OLDER_THAN)) {
                errors.add(name, "is not a member of this body");
            }
        });
        JsonNode wished = body.path(OLDER_THAN);
        Optional<Duration> age = wished.isTextual() ? AGE.read(wished.textValue()) : Optional.empty();
        if (age.isEmpty() && !wished.isMissingNode() && !wished.isNull()) {
            errors.add(OLDER_THAN, "expected " + AGE.expected());
        }
        return new CleanupAge(age, errors.list());
    }
}
