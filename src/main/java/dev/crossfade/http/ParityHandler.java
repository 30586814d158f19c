package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.Mismatch;
import dev.crossfade.bus.MismatchPage;
import dev.crossfade.bus.MismatchQuery;
import dev.crossfade.bus.ParityQuery;
import dev.crossfade.event.Category;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code GET /metrics/parity}, how the two adapters compare, and {@code GET /parity/mismatches}, where they differ. */
final class ParityHandler {
    static final String MISMATCHES = "/parity/mismatches";

    void figures(RoutingContext ctx) {
        Endpoints.PARITY
                .ask(ctx.vertx(), new ParityQuery())
                .onSuccess(observed -> ctx.json(ParityJson.observed(observed)))
                .onFailure(ctx::fail);
    }

    /** Newest first, a page at a time. */
    void mismatches(RoutingContext ctx) {
        QueryParameters parameters = new QueryParameters(
                HistoryHandler.parametersOf(ctx.queryParams()), Set.of("category", "after", "limit"));
        MismatchQuery query = new MismatchQuery(
                parameters.one("category", ParityHandler::category),
                parameters.place("after", "a number of a mismatch"),
                parameters.limit());
        if (!parameters.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, parameters.errors());
            return;
        }
        Endpoints.MISMATCHES
                .ask(ctx.vertx(), query)
                .onSuccess(page -> ctx.json(list(page, parameters)))
                .onFailure(ctx::fail);
    }

    private static JsonObject list(MismatchPage page, QueryParameters parameters) {
        JsonArray items = new JsonArray();
        page.mismatches().forEach(mismatch -> items.add(ParityJson.mismatch(mismatch)));
        List<Mismatch> shown = page.mismatches();
        String next = page.more()
                ? parameters.next(
                        MISMATCHES,
                        "after",
                        Long.toString(shown.get(shown.size() - 1).number()))
                : null;
        return new JsonObject().put("items", items).put("next", next);
    }

    private static Category category(String text) {
        return Category.of(text)
                .orElseThrow(() -> new IllegalArgumentException("expected one of "
                        + Arrays.stream(Category.values()).map(Category::label).collect(Collectors.joining(", "))));
    }
}
