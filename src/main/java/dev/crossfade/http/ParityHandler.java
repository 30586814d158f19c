package dev.crossfade.http;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.Mismatch;
import dev.crossfade.bus.MismatchPage;
import dev.crossfade.bus.MismatchQuery;
import dev.crossfade.bus.ParityQuery;
import dev.crossfade.bus.ParityReport;
import dev.crossfade.bus.ParityWindowsPage;
import dev.crossfade.bus.ParityWindowsQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code GET /metrics/parity}, how the two adapters compare, {@code GET /parity/mismatches}, where they differ, {@code GET
 * /parity/windows}, how they compared over time, and {@code POST /parity/reports}, what a client saw of both.
 */
final class ParityHandler {
    static final String MISMATCHES = "/parity/mismatches";
    static final String WINDOWS = "/parity/windows";
    static final String REPORTS = "/parity/reports";
    private static final int UNPROCESSABLE = 422;
    /** Of a report, which has a few numbers and names. */
    private static final int MAX_BODY = 64 << 10;

    private static final Set<String> OF_WINDOWS = Set.of("window", "category", "node", "from", "to", "limit", "after");

    private final CurrentSettings current;
    private final JsonBodyHandler bodies;

    /** @param budget of all bodies being received */
    ParityHandler(CurrentSettings current, ByteBudget budget) {
        this.current = current;
        this.bodies = new JsonBodyHandler(MAX_BODY, budget);
    }

    void figures(RoutingContext ctx) {
        AnswerWriter.write(
                ctx,
                Endpoints.PARITY.ask(ctx.vertx(), new ParityQuery()),
                observed -> ctx.json(
                        ParityJson.observed(observed, current.settings().parity())));
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
        AnswerWriter.write(ctx, Endpoints.MISMATCHES.ask(ctx.vertx(), query), page -> ctx.json(list(page, parameters)));
    }

    /** Compares what a client saw with what was accepted. */
    void report(RoutingContext ctx) {
        bodies.read(ctx, body -> {
            ParityReportWish wish = ParityReportWish.of(body);
            if (wish.report().isEmpty()) {
                HistoryHandler.refuse(ctx, UNPROCESSABLE, "the body is not valid; see errors", wish.errors());
                return;
            }
            ParityReport report = wish.report().get();
            AnswerWriter.write(
                    ctx,
                    Endpoints.PARITY_REPORT.ask(ctx.vertx(), report),
                    reply -> ctx.json(ParityReportJson.of(report, reply)));
        });
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

    /** What was counted over time, as far as the database has it: newest first, a page at a time. */
    void windows(RoutingContext ctx) {
        QueryParameters parameters = new QueryParameters(HistoryHandler.parametersOf(ctx.queryParams()), OF_WINDOWS);
        ParityWindowsQuery query = new ParityWindowsQuery(
                parameters.one("window", SummaryParameters::window).orElse(MetricsWindow.MINUTE),
                parameters.one("category", ParityHandler::category),
                parameters.text("node"),
                parameters.time("from"),
                parameters.time("to"),
                parameters.one("after", ParityHandler::cursor),
                parameters.limit());
        if (!parameters.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, parameters.errors());
            return;
        }
        AnswerWriter.write(
                ctx, Endpoints.PARITY_WINDOWS.ask(ctx.vertx(), query), page -> ctx.json(list(query, page, parameters)));
    }

    private static JsonObject list(ParityWindowsQuery query, ParityWindowsPage page, QueryParameters parameters) {
        JsonArray items = new JsonArray();
        page.rows().forEach(row -> items.add(ParityJson.window(row)));
        String next = page.more()
                ? parameters.next(
                        WINDOWS, "after", cursor(page.rows().get(page.rows().size() - 1)))
                : null;
        return new JsonObject()
                .put("window", query.window().label())
                .put("items", items)
                .put("next", next);
    }

    private static String cursor(ParityWindowsPage.Row last) {
        return last.start() + "," + last.category().label();
    }

    private static ParityWindowsQuery.Cursor cursor(String text) {
        int comma = text.indexOf(',');
        Optional<Instant> start = EventTime.parse(text.substring(0, Math.max(0, comma)));
        if (start.isEmpty()) {
            throw new IllegalArgumentException("expected a cursor, as a next path has it");
        }
        return new ParityWindowsQuery.Cursor(start.get(), category(text.substring(comma + 1)));
    }

    private static Category category(String text) {
        return Category.of(text)
                .orElseThrow(() -> new IllegalArgumentException("expected one of "
                        + Arrays.stream(Category.values()).map(Category::label).collect(Collectors.joining(", "))));
    }
}
