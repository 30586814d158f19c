package dev.crossfade.http;

import dev.crossfade.bus.DeadLetterQuery;
import dev.crossfade.bus.DeadLetterStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads a {@link DeadLetterQuery} from text parameters, and says everything that is wrong with them. */
final class DeadLetterParameters {
    private static final Set<String> KNOWN = Set.of("status", "node", "after", "limit");
    private static final String ID = "the id of a dead letter";

    private final QueryParameters parameters;

    /** @param parameters each with its values */
    DeadLetterParameters(Map<String, List<String>> parameters) {
        this.parameters = new QueryParameters(parameters, KNOWN);
    }

    /** The query; complete only where {@link #errors} is empty. */
    DeadLetterQuery query() {
        return new DeadLetterQuery(
                parameters.one("status", DeadLetterParameters::status),
                parameters.text("node"),
                parameters.place("after", ID),
                parameters.limit());
    }

    List<FieldError> errors() {
        return parameters.errors();
    }

    /** The path of the same question from behind that letter on. */
    String next(long last) {
        return parameters.next("/dead-letters", "after", Long.toString(last));
    }

    /**
     * The id of a letter.
     *
     * @throws IllegalArgumentException where the text is none
     */
    static long id(String text) {
        return QueryParameters.placeOf(text, ID);
    }

    private static DeadLetterStatus status(String text) {
        return DeadLetterStatus.of(text)
                .orElseThrow(() -> new IllegalArgumentException("expected pending, retrying, recovered or failed"));
    }
}
