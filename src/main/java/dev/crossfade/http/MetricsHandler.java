package dev.crossfade.http;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FlushMetrics;
import dev.crossfade.bus.FlushReply;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Function;

/**
 * {@code GET /metrics/validation} and {@code GET /metrics/adapter}, the live counters, and {@code POST /metrics/flush}, which
 * has them stored.
 */
final class MetricsHandler {
    private static final int UNAVAILABLE = 503;

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

    void flush(RoutingContext ctx) {
        Endpoints.FLUSH_METRICS
                .ask(ctx.vertx(), new FlushMetrics(true))
                .onSuccess(reply -> answer(ctx, reply))
                .onFailure(ctx::fail);
    }

    private static void answer(RoutingContext ctx, FlushReply reply) {
        if (reply instanceof FlushReply.Flushed flushed) {
            ctx.json(new JsonObject()
                    .put("flushed", true)
                    .put("flushed_records", flushed.rows())
                    .put("timestamp", EventTime.text(flushed.at())));
        } else {
            ctx.fail(HttpProblem.of(
                    UNAVAILABLE,
                    "metrics are not stored while MONITORING_METRICS_PERSISTENCE is false; what is counted meanwhile is in"
                            + " the first flush after"));
        }
    }

    private static void answer(RoutingContext ctx, Function<MetricsSnapshot, JsonObject> body) {
        Endpoints.METRICS
                .ask(ctx.vertx(), new MetricsQuery())
                .onSuccess(snapshot -> ctx.json(body.apply(snapshot)))
                .onFailure(ctx::fail);
    }
}
