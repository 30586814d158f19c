package dev.crossfade.http;

import dev.crossfade.bus.AlertChangedJson;
import dev.crossfade.bus.AlertHistoryPage;
import dev.crossfade.bus.AlertHistoryQuery;
import dev.crossfade.bus.Endpoints;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;

/** {@code GET /alerts/history}: when alerts began to fire and resolved, newest first, a page at a time. */
final class AlertHistoryHandler implements Handler<RoutingContext> {
    private static final String PATH = "/alerts/history";
    private static final Set<String> KNOWN =
            Set.of("name", "state", "severity", "node", "from", "to", "limit", "cursor");

    @Override
    public void handle(RoutingContext ctx) {
        QueryParameters parameters = new QueryParameters(HistoryHandler.parametersOf(ctx.queryParams()), KNOWN);
        AlertHistoryQuery query = new AlertHistoryQuery(
                parameters.text("name"),
                parameters.one("state", text -> among(List.of("firing", "resolved"), text)),
                parameters.one("severity", text -> among(List.of("critical", "warning", "info"), text)),
                parameters.text("node"),
                parameters.time("from"),
                parameters.time("to"),
                parameters.place("cursor", "a cursor, as a next path has it"),
                parameters.limit());
        if (!parameters.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, parameters.errors());
            return;
        }
        AnswerWriter.write(
                ctx, Endpoints.ALERT_HISTORY.ask(ctx.vertx(), query), page -> ctx.json(list(page, parameters)));
    }

    private static String among(List<String> known, String text) {
        if (!known.contains(text)) {
            throw new IllegalArgumentException("expected one of " + String.join(", ", known));
        }
        return text;
    }

    private static JsonObject list(AlertHistoryPage page, QueryParameters parameters) {
        JsonArray items = new JsonArray();
        page.rows().forEach(row -> items.add(AlertChangedJson.of(row.change()).put("node", row.node())));
        String next = page.next().isPresent()
                ? parameters.next(PATH, "cursor", Long.toString(page.next().getAsLong()))
                : null;
        return new JsonObject().put("items", items).put("next", next);
    }
}
