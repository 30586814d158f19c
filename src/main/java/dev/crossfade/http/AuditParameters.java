package dev.crossfade.http;

import dev.crossfade.bus.AuditQuery;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads an {@link AuditQuery} from text parameters, and says everything that is wrong with them. */
final class AuditParameters {
    private static final Set<String> KNOWN = Set.of("actor", "layer", "key", "from", "to", "limit", "cursor");
    private static final List<String> LAYERS = List.of("file", "env", "option", "override", "guard", "rollout");

    private final QueryParameters parameters;

    /** @param parameters each with its values */
    AuditParameters(Map<String, List<String>> parameters) {
        this.parameters = new QueryParameters(parameters, KNOWN);
    }

    /** The query; complete only where {@link #errors} is empty. */
    AuditQuery query() {
        return new AuditQuery(
                parameters.text("actor"),
                parameters.one("layer", AuditParameters::layer),
                parameters.text("key"),
                parameters.time("from"),
                parameters.time("to"),
                parameters.place("cursor", "a cursor, as a next path has it"),
                parameters.limit());
    }

    List<FieldError> errors() {
        return parameters.errors();
    }

    /** The path of what follows. */
    String next(long cursor) {
        return parameters.next("/audit", "cursor", Long.toString(cursor));
    }

    private static String layer(String text) {
        if (!LAYERS.contains(text)) {
            throw new IllegalArgumentException("expected one of " + String.join(", ", LAYERS));
        }
        return text;
    }
}
