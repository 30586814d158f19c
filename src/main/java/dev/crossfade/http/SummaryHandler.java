package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.bus.SummaryQuery;
import dev.crossfade.event.EventTime;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/**
 * {@code GET /metrics/summary}: what was counted by the minute (of this node, in the last hour), the hour or the day (of all
 * nodes, as far as flushed), a page at a time.
 */
final class SummaryHandler implements Handler<RoutingContext> {
    private final Clock clock;

    SummaryHandler(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext ctx) {
        SummaryParameters reader = new SummaryParameters(HistoryHandler.parametersOf(ctx.queryParams()));
        SummaryQuery query = reader.query();
        if (!reader.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, reader.errors());
            return;
        }
        page(ctx, query).onSuccess(page -> ctx.json(list(query, page, reader))).onFailure(ctx::fail);
    }

    private static Future<SummaryPage> page(RoutingContext ctx, SummaryQuery query) {
        return query.window() == MetricsWindow.MINUTE
                ? Endpoints.RECENT_SUMMARY.ask(ctx.vertx(), query)
                : Endpoints.STORED_SUMMARY.ask(ctx.vertx(), query);
    }

    private JsonObject list(SummaryQuery query, SummaryPage page, SummaryParameters reader) {
        JsonArray items = new JsonArray();
        page.rows()
                .forEach(row -> items.add(MetricsJson.counts(row.counts())
                        .put("start", EventTime.text(row.start()))
                        .put("event_type", row.kind().eventType())
                        .put("category", row.kind().category().label())));
        return new JsonObject()
                .put("window", query.window().label())
                .put("items", items)
                .put(
                        "next",
                        page.more() ? reader.next(page.rows().get(page.rows().size() - 1)) : null)
                .put("timestamp", EventTime.text(clock.instant()));
    }
}
