package dev.crossfade.http;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsSnapshot;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/** {@code GET /metrics/validation} and {@code GET /metrics/adapter}: the live counters. */
final class MetricsHandler {
    private final CurrentSettings current;

    MetricsHandler(CurrentSettings current) {
        this.current = current;
    }

    void validation(RoutingContext ctx) {
        answer(ctx, MetricsJson::validation);
    }

    void adapters(RoutingContext ctx) {
        answer(ctx, snapshot -> MetricsJson.adapters(snapshot, current.settings()));
    }

    private static void answer(RoutingContext ctx, Function<MetricsSnapshot, JsonObject> body) {
        Endpoints.METRICS
                .ask(ctx.vertx(), new MetricsQuery())
                .onSuccess(snapshot -> ctx.json(body.apply(snapshot)))
                .onFailure(ctx::fail);
    }
}
