package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsSnapshot;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code GET /metrics/validation}: what validation said, by event type, since the start or over a shorter time; all types, or
 * a page of them.
 */
final class ValidationHandler implements Handler<RoutingContext> {
    private static final String AFTER = "after";
    private static final Set<String> KNOWN = Stream.concat(MetricsParameters.NAMES.stream(), Stream.of(AFTER, "limit"))
            .collect(Collectors.toSet());

    private final Clock clock;

    ValidationHandler(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext ctx) {
        QueryParameters parameters = new QueryParameters(HistoryHandler.parametersOf(ctx.queryParams()), KNOWN);
        MetricsQuery query = MetricsParameters.query(parameters, clock.instant());
        Optional<String> after = parameters.text(AFTER);
        Optional<Integer> limit = parameters.limitIfGiven();
        if (!parameters.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, parameters.errors());
            return;
        }
        AnswerWriter.write(ctx, Endpoints.METRICS.ask(ctx.vertx(), query), snapshot -> {
            SortedMap<String, MetricsSnapshot.Validation> types = types(snapshot, after);
            int all = types.size();
            limit.ifPresent(most -> shorten(types, most));
            boolean more = types.size() < all;
            String next = more ? parameters.next("/metrics/validation", AFTER, types.lastKey()) : null;
            JsonObject members = MetricsJson.validation(snapshot).put("next", next);
            answer(ctx, types, MetricsJson.about(query, members));
        });
    }

    private static void answer(
            RoutingContext ctx, SortedMap<String, MetricsSnapshot.Validation> types, JsonObject members) {
        LongAnswerWriter.send(ctx, "by_event_type", types.size(), json -> MetricsJson.eventTypes(json, types), members);
    }

    private static SortedMap<String, MetricsSnapshot.Validation> types(
            MetricsSnapshot snapshot, Optional<String> after) {
        SortedMap<String, MetricsSnapshot.Validation> types = new TreeMap<>(snapshot.byEventType());
        after.ifPresent(last -> types.headMap(last + '\0').clear());
        return types;
    }

    private static void shorten(SortedMap<String, MetricsSnapshot.Validation> types, int most) {
        while (types.size() > most) {
            types.remove(types.lastKey());
        }
    }
}
