package dev.crossfade.http;

import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FlushMetrics;
import dev.crossfade.bus.FlushReply;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/**
 * {@code GET /metrics/adapter}, what the adapters did since the start or over a shorter time, and {@code POST /metrics/flush}, which
 * has them stored.
 */
final class MetricsHandler {
    private static final int UNAVAILABLE = 503;

    private final CurrentSettings current;
    private final CurrentGuard guard;
    private final Clock clock;

    MetricsHandler(CurrentSettings current, CurrentGuard guard, Clock clock) {
        this.current = current;
        this.guard = guard;
        this.clock = clock;
    }

    void adapters(RoutingContext ctx) {
        QueryParameters parameters =
                new QueryParameters(HistoryHandler.parametersOf(ctx.queryParams()), MetricsParameters.NAMES);
        MetricsQuery query = MetricsParameters.query(parameters, clock.instant());
        if (!parameters.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, parameters.errors());
            return;
        }
        AnswerWriter.write(
                ctx,
                Endpoints.METRICS.ask(ctx.vertx(), query),
                snapshot ->
                        ctx.json(MetricsJson.about(query, MetricsJson.adapters(snapshot, current.settings(), guard))));
    }

    void flush(RoutingContext ctx) {
        AnswerWriter.write(
                ctx, Endpoints.FLUSH_METRICS.ask(ctx.vertx(), new FlushMetrics(true)), reply -> answer(ctx, reply));
    }

    private static void answer(RoutingContext ctx, FlushReply reply) {
        if (reply instanceof FlushReply.Flushed flushed) {
            ctx.json(new JsonObject()
                    .put("flushed", true)
                    .put("flushed_records", flushed.rows())
                    .put("timestamp", EventTime.text(flushed.at())));
        } else if (reply instanceof FlushReply.Refused) {
            ctx.fail(
                    HttpProblem.of(
                            UNAVAILABLE,
                            "the database refuses these metrics for good, and they are not flushed again; the daemon's log says why"));
        } else {
            ctx.fail(HttpProblem.of(
                    UNAVAILABLE,
                    "metrics are not stored while MONITORING_METRICS_PERSISTENCE is false; what is counted meanwhile is in"
                            + " the first flush after"));
        }
    }
}
