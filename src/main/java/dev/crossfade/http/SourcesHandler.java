package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.SourceFigures;
import dev.crossfade.bus.SourcesPage;
import dev.crossfade.bus.SourcesQuery;
import dev.crossfade.event.EventTime;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/** {@code GET /metrics/sources}: what each source sent since the start, and how it is doing, a page at a time. */
final class SourcesHandler implements Handler<RoutingContext> {
    @Override
    public void handle(RoutingContext ctx) {
        QueryParameters parameters =
                new QueryParameters(HistoryHandler.parametersOf(ctx.queryParams()), Set.of("after", "limit"));
        SourcesQuery query = new SourcesQuery(parameters.text("after"), parameters.limit());
        if (!parameters.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, parameters.errors());
            return;
        }
        Endpoints.SOURCES
                .ask(ctx.vertx(), query)
                .onSuccess(page -> ctx.json(list(page, parameters)))
                .onFailure(ctx::fail);
    }

    private static JsonObject list(SourcesPage page, QueryParameters parameters) {
        JsonArray items = new JsonArray();
        page.sources().forEach(source -> items.add(json(source)));
        List<SourceFigures> sources = page.sources();
        String next = page.more()
                ? parameters.next(
                        "/metrics/sources",
                        "after",
                        sources.get(sources.size() - 1).source())
                : null;
        return MetricsJson.activity(page.activity()).put("items", items).put("next", next);
    }

    private static JsonObject json(SourceFigures source) {
        double errorRate = source.events() == 0 ? 0 : (double) source.errors() / source.events();
        return new JsonObject()
                .put("source", source.source())
                .put("events", source.events())
                .put("errors", source.errors())
                .put("error_rate", errorRate)
                .put("bytes", source.bytes())
                .put("mean_response_time_ms", orNull(source.meanMillis()))
                .put("p95_response_time_ms", orNull(source.p95Millis()))
                .put("last_seen", EventTime.text(source.lastSeen()))
                .put("state", source.active() ? "active" : "stale")
                .put("health_score", orNull(source.healthScore()));
    }

    private static Double orNull(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }

    static Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
