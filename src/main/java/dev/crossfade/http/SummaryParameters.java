package dev.crossfade.http;

import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.SummaryQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import dev.crossfade.event.EventTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a {@link SummaryQuery} from text parameters, and says everything that is wrong with them. */
final class SummaryParameters {
    private static final Set<String> KNOWN = Set.of("window", "event_type", "category", "from", "to", "limit", "after");
    private static final int CURSOR_PARTS = 3;

    private final QueryParameters parameters;

    /** @param parameters each with its values */
    SummaryParameters(Map<String, List<String>> parameters) {
        this.parameters = new QueryParameters(parameters, KNOWN);
    }

    /** The query; complete only where {@link #errors} is empty. */
    SummaryQuery query(Instant now) {
        Optional<Instant> from = parameters.time("from");
        Optional<Instant> to = parameters.time("to");
        from.ifPresent(begin -> parameters.refuseUnlessBefore(begin, to.orElse(now)));
        return new SummaryQuery(
                parameters.one("window", SummaryParameters::window).orElse(MetricsWindow.HOUR),
                parameters.text("event_type"),
                parameters.one("category", SummaryParameters::category),
                from,
                to,
                parameters.one("after", SummaryParameters::cursor),
                parameters.limit());
    }

    List<FieldError> errors() {
        return parameters.errors();
    }

    /** The path of what follows that row. */
    String next(CountsRow last) {
        return parameters.next(
                "/metrics/summary",
                "after",
                String.join(
                        ",",
                        last.start().toString(),
                        last.kind().category().label(),
                        last.kind().eventType()));
    }

    static MetricsWindow window(String text) {
        return MetricsWindow.of(text).orElseThrow(() -> new IllegalArgumentException("expected minute, hour or day"));
    }

    private static Category category(String text) {
        return Category.of(text)
                .orElseThrow(() ->
                        new IllegalArgumentException("expected critical, performance, user_activity, system or debug"));
    }

    private static SummaryQuery.Cursor cursor(String text) {
        String[] parts = text.split(",", CURSOR_PARTS);
        if (parts.length == CURSOR_PARTS && EventTime.parse(parts[0]).isPresent()) {
            Instant start = EventTime.parse(parts[0]).get();
            return new SummaryQuery.Cursor(start, new EventKind(parts[2], category(parts[1])));
        }
        throw new IllegalArgumentException("expected a cursor, as a next path has it");
    }
}
