package dev.crossfade.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.bus.SummaryQuery;
import dev.crossfade.event.EventTime;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

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
        SummaryQuery query = reader.query(clock.instant());
        if (!reader.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, reader.errors());
            return;
        }
        AnswerWriter.write(
                ctx,
                page(ctx, query),
                page -> LongAnswerWriter.send(
                        ctx,
                        "items",
                        page.rows().size(),
                        json -> items(json, page.rows()),
                        members(query, page, reader)));
    }

    private static Future<SummaryPage> page(RoutingContext ctx, SummaryQuery query) {
        return query.window() == MetricsWindow.MINUTE
                ? Endpoints.RECENT_SUMMARY.ask(ctx.vertx(), query)
                : Endpoints.STORED_SUMMARY.ask(ctx.vertx(), query);
    }

    private JsonObject members(SummaryQuery query, SummaryPage page, SummaryParameters reader) {
        return new JsonObject()
                .put("window", query.window().label())
                .put(
                        "next",
                        page.more() ? reader.next(page.rows().get(page.rows().size() - 1)) : null)
                .put("timestamp", EventTime.text(clock.instant()));
    }

    private static void items(JsonGenerator json, List<CountsRow> rows) throws IOException {
        json.writeStartArray();
        for (CountsRow row : rows) {
            json.writeStartObject();
            MetricsJson.counts(json, row.counts());
            json.writeStringField("start", EventTime.text(row.start()));
            json.writeStringField("event_type", row.kind().eventType());
            json.writeStringField("category", row.kind().category().label());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
