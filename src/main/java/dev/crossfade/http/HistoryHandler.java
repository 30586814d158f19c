package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.MonitoringEvent;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** {@code GET /events}: a page of stored events, or all that match as a stream of NDJSON or CSV. Belongs to its context. */
final class HistoryHandler implements Handler<RoutingContext> {
    private static final int BAD_REQUEST = 400;

    private final EventJson encoder = new EventJson();

    @Override
    public void handle(RoutingContext ctx) {
        Map<String, List<String>> parameters = parametersOf(ctx.queryParams());
        HistoryParameters reader = new HistoryParameters(parameters);
        HistoryQuery query = reader.query();
        if (!reader.errors().isEmpty()) {
            refuse(ctx, reader.errors());
            return;
        }
        String accept = accepted(ctx);
        if (accept.contains("text/csv")) {
            new ExportWriter(ctx, query, ExportFormat.CSV, encoder).start(parameters.containsKey("limit"));
        } else if (accept.contains("ndjson")) {
            new ExportWriter(ctx, query, ExportFormat.NDJSON, encoder).start(parameters.containsKey("limit"));
        } else {
            AnswerWriter.write(
                    ctx, Endpoints.HISTORY.ask(ctx.vertx(), query), page -> answer(ctx, reader, query, page));
        }
    }

    /** Answers what is wrong with the parameters, each named. */
    static void refuse(RoutingContext ctx, List<FieldError> errors) {
        refuse(ctx, BAD_REQUEST, "a parameter is not valid; see errors", errors);
    }

    /** Answers what is wrong with a request, each part named. */
    static void refuse(RoutingContext ctx, int status, String detail, List<FieldError> errors) {
        JsonArray list = new JsonArray();
        errors.forEach(
                error -> list.add(new JsonObject().put("field", error.field()).put("message", error.message())));
        ProblemHandler.write(ctx, HttpProblem.of(status, detail), new JsonObject().put("errors", list));
    }

    private static String accepted(RoutingContext ctx) {
        String accept = ctx.request().getHeader(HttpHeaders.ACCEPT);
        return accept == null ? "" : accept.toLowerCase(Locale.ROOT);
    }

    private void answer(RoutingContext ctx, HistoryParameters reader, HistoryQuery query, HistoryPage page) {
        Buffer body = Buffer.buffer("{\"events\":[");
        String comma = "";
        for (MonitoringEvent event : page.events()) {
            body.appendString(comma).appendBytes(encoder.encode(event));
            comma = ",";
        }
        String next = page.more() ? "\"" + reader.next(query.order(), last(page)) + "\"" : "null";
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.appendString("],\"next\":" + next + "}"));
    }

    private static long last(HistoryPage page) {
        return page.events().get(page.events().size() - 1).position().orElseThrow();
    }

    static Map<String, List<String>> parametersOf(MultiMap query) {
        Map<String, List<String>> parameters = new TreeMap<>();
        query.forEach(entry -> parameters
                .computeIfAbsent(entry.getKey(), name -> new ArrayList<>())
                .add(entry.getValue()));
        return parameters;
    }
}
