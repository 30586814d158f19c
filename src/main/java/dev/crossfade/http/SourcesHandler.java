package dev.crossfade.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.SourceFigures;
import dev.crossfade.bus.SourcesPage;
import dev.crossfade.bus.SourcesQuery;
import dev.crossfade.event.EventTime;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
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
        AnswerWriter.write(
                ctx,
                Endpoints.SOURCES.ask(ctx.vertx(), query),
                page -> LongAnswerWriter.send(
                        ctx,
                        "items",
                        page.sources().size(),
                        json -> items(json, page.sources()),
                        members(page, parameters)));
    }

    private static JsonObject members(SourcesPage page, QueryParameters parameters) {
        List<SourceFigures> sources = page.sources();
        String next = page.more()
                ? parameters.next(
                        "/metrics/sources",
                        "after",
                        sources.get(sources.size() - 1).source())
                : null;
        return MetricsJson.activity(page.activity()).put("next", next);
    }

    private static void items(JsonGenerator json, List<SourceFigures> sources) throws IOException {
        json.writeStartArray();
        for (SourceFigures source : sources) {
            double errorRate = source.events() == 0 ? 0 : (double) source.errors() / source.events();
            json.writeStartObject();
            json.writeStringField("source", source.source());
            json.writeNumberField("events", source.events());
            json.writeNumberField("errors", source.errors());
            json.writeNumberField("error_rate", errorRate);
            json.writeNumberField("bytes", source.bytes());
            numberOrNull(json, "mean_response_time_ms", source.meanMillis());
            numberOrNull(json, "p95_response_time_ms", source.p95Millis());
            json.writeStringField("last_seen", EventTime.text(source.lastSeen()));
            json.writeStringField("state", source.active() ? "active" : "stale");
            json.writeObjectField("health_score", orNull(source.healthScore()));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void numberOrNull(JsonGenerator json, String name, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsDouble());
        } else {
            json.writeNullField(name);
        }
    }

    static Integer orNull(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
