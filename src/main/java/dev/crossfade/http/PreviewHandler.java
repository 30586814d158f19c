package dev.crossfade.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.bus.ProposeSettings;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Category;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.routing.Router;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * {@code POST /routing/preview}: which routes the newest stored events would take under other settings with both adapters
 * in, and what the guard says of these now. Changes nothing, and holds one page of events at a time. Belongs to its context.
 */
final class PreviewHandler implements Handler<RoutingContext> {
    private static final int UNPROCESSABLE = 422;
    private static final int PAGE = 500;
    private static final HistoryQuery NEWEST = new HistoryQuery(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            HistoryQuery.Order.NEWEST_FIRST,
            PAGE);

    private final CurrentSettings current;
    private final CurrentGuard guard;
    private final JsonBodyHandler bodies;

    PreviewHandler(CurrentSettings current, CurrentGuard guard, JsonBodyHandler bodies) {
        this.current = current;
        this.guard = guard;
        this.bodies = bodies;
    }

    @Override
    public void handle(RoutingContext ctx) {
        bodies.read(ctx, body -> propose(ctx, body));
    }

    private void propose(RoutingContext ctx, JsonNode body) {
        PreviewWish wish = PreviewWish.of(current.snapshot(), body);
        if (!wish.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, UNPROCESSABLE, "the body is not valid; see errors", wish.errors());
            return;
        }
        AnswerWriter.write(
                ctx,
                Endpoints.PROPOSE_SETTINGS.ask(ctx.vertx(), new ProposeSettings(wish.set())),
                reply -> SettingsReplyWriter.write(
                        ctx, reply, UnaryOperator.identity(), proposed -> tally(ctx, proposed, wish.events())));
    }

    private void tally(RoutingContext ctx, SettingsReply.InForce proposed, int events) {
        Settings settings = proposed.snapshot().settings();
        RouteTally tally = new RouteTally(Router.of(
                settings.flags(), settings.dualWrite(), settings.ingest().stickyKey()));
        AnswerWriter.write(
                ctx,
                count(ctx.vertx(), tally, NEWEST, events),
                done -> ctx.json(answer(proposed, tally).put("guards", GuardJson.guards(guard))));
    }

    private static Future<Void> count(Vertx vertx, RouteTally tally, HistoryQuery from, int wanted) {
        return Endpoints.HISTORY
                .ask(vertx, from.withLimit(Math.min(wanted, PAGE)))
                .compose(page -> {
                    page.events().forEach(tally::add);
                    int left = wanted - page.events().size();
                    return left <= 0 || !page.more()
                            ? Future.succeededFuture()
                            : count(vertx, tally, from.withBefore(last(page)), left);
                });
    }

    private static OptionalLong last(HistoryPage page) {
        MonitoringEvent last = page.events().get(page.events().size() - 1);
        return last.position();
    }

    private static JsonObject answer(SettingsReply.InForce proposed, RouteTally tally) {
        JsonObject categories = new JsonObject();
        for (Category category : Category.values()) {
            categories.put(category.label(), counts(tally.of(category)));
        }
        return new JsonObject()
                .put("totals", counts(tally.all()))
                .put("categories", categories)
                .put("plan", RoutingJson.of(proposed.snapshot().settings()).getJsonObject("plan"))
                .put("changes", SettingsReplyWriter.changes(proposed.changes()))
                .put("version", proposed.snapshot().version());
    }

    private static JsonObject counts(RouteTally.Counts counts) {
        return new JsonObject()
                .put("events", counts.events())
                .put("stored", routes(counts.stored()))
                .put("proposed", routes(counts.next()))
                .put("changed", counts.changed());
    }

    private static JsonObject routes(Map<Route, Long> counts) {
        JsonObject routes = new JsonObject();
        new TreeMap<>(counts)
                .forEach((route, count) ->
                        routes.put(route == Route.NONE ? "none" : String.join("+", route.labels()), count));
        return routes;
    }
}
