package dev.crossfade.http;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FlushMetrics;
import dev.crossfade.bus.FlushReply;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/**
 * {@code GET /metrics/adapter}, what the adapters did since the start, and {@code POST /metrics/flush}, which
 * has them stored.
 */
final class MetricsHandler {
    private static final int UNAVAILABLE = 503;

    private final CurrentSettings current;

    MetricsHandler(CurrentSettings current) {
        this.current = current;
    }

    void adapters(RoutingContext ctx) {
        Endpoints.METRICS
                .ask(ctx.vertx(), MetricsQuery.sinceTheStart())
                .onSuccess(snapshot -> ctx.json(MetricsJson.adapters(snapshot, current.settings())))
                .onFailure(ctx::fail);
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
}
