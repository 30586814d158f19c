package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.MetricsWindow;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code GET /metrics/validation}: what validation said, by event type, since the start or in the last minute, hour or day
 * up to now; all types, or a page of them.
 */
final class ValidationHandler implements Handler<RoutingContext> {
    private static final String AFTER = "after";

    @Override
    public void handle(RoutingContext ctx) {
        QueryParameters parameters =
                new QueryParameters(HistoryHandler.parametersOf(ctx.queryParams()), Set.of("window", AFTER, "limit"));
        Optional<MetricsWindow> window = parameters.one("window", SummaryParameters::window);
        Optional<String> after = parameters.text(AFTER);
        Optional<Integer> limit = parameters.limitIfGiven();
        if (!parameters.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, parameters.errors());
            return;
        }
        Endpoints.METRICS
                .ask(ctx.vertx(), new MetricsQuery(window))
                .onSuccess(snapshot -> ctx.json(body(snapshot, window, after, limit, parameters)))
                .onFailure(ctx::fail);
    }

    private static JsonObject body(
            MetricsSnapshot snapshot,
            Optional<MetricsWindow> window,
            Optional<String> after,
            Optional<Integer> limit,
            QueryParameters parameters) {
        SortedMap<String, MetricsSnapshot.Validation> types = new TreeMap<>(snapshot.byEventType());
        after.ifPresent(last -> types.headMap(last + '\0').clear());
        int all = types.size();
        while (limit.isPresent() && types.size() > limit.get()) {
            types.remove(types.lastKey());
        }
        String next = types.size() < all ? parameters.next("/metrics/validation", AFTER, types.lastKey()) : null;
        return MetricsJson.validation(snapshot, types)
                .put("window", window.map(MetricsWindow::label).orElse(null))
                .put("next", next);
    }
}
