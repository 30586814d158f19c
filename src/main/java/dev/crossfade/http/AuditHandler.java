package dev.crossfade.http;

import dev.crossfade.bus.AuditPage;
import dev.crossfade.bus.AuditQuery;
import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.bus.Endpoints;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /audit}: who changed which key, newest first, a page at a time. */
final class AuditHandler implements Handler<RoutingContext> {
    @Override
    public void handle(RoutingContext ctx) {
        AuditParameters reader = new AuditParameters(HistoryHandler.parametersOf(ctx.queryParams()));
        AuditQuery query = reader.query();
        if (!reader.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, reader.errors());
            return;
        }
        AnswerWriter.write(ctx, Endpoints.AUDIT.ask(ctx.vertx(), query), page -> ctx.json(list(page, reader)));
    }

    private static JsonObject list(AuditPage page, AuditParameters reader) {
        JsonArray items = new JsonArray();
        page.rows().forEach(row -> items.add(AuditRowJson.shown(row)));
        return new JsonObject()
                .put("items", items)
                .put("next", page.next().isPresent() ? reader.next(page.next().getAsLong()) : null);
    }
}
