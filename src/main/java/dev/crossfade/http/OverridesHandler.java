package dev.crossfade.http;

import dev.crossfade.bus.ChangeOverrides;
import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.config.SettingsSnapshot;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code PUT} and {@code DELETE} of what can be overridden: sets its overrides, or drops them all. {@code If-Match} with
 * the version that the client knows keeps two operators from overwriting each other. Belongs to its context.
 */
final class OverridesHandler {
    /** The path parameter that names what is overridden. */
    static final String NAME = "name";

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;

    private final CurrentSettings current;
    private final CurrentGuard guard;
    private final JsonBodyHandler bodies;

    OverridesHandler(CurrentSettings current, CurrentGuard guard, JsonBodyHandler bodies) {
        this.current = current;
        this.guard = guard;
        this.bodies = bodies;
    }

    /** Sets overrides of the thing that the path names. */
    Handler<RoutingContext> put(OverrideFamily family) {
        return ctx -> {
            OverrideTarget thing = find(ctx, family);
            Optional<EntityTags> tags = ifMatch(ctx);
            bodies.read(ctx, body -> change(ctx, thing, tags, OverrideWish.toSet(thing, body), Set.of()));
        };
    }

    /** Drops the overrides of all keys of the thing that the path names. */
    Handler<RoutingContext> delete(OverrideFamily family) {
        return ctx -> {
            OverrideTarget thing = find(ctx, family);
            Optional<EntityTags> tags = ifMatch(ctx);
            Optional<String> reason =
                    ctx.queryParam(OverrideWish.REASON).stream().findFirst();
            Set<String> paths = Set.copyOf(thing.paths().values());
            bodies.read(ctx, body -> change(ctx, thing, tags, OverrideWish.toDrop(body, reason), paths));
        };
    }

    private OverrideTarget find(RoutingContext ctx, OverrideFamily family) {
        SettingsSnapshot snapshot = current.snapshot();
        String name = Optional.ofNullable(ctx.pathParam(NAME)).orElse("");
        return family.find(snapshot, name)
                .orElseThrow(() -> HttpProblem.of(
                        NOT_FOUND,
                        "there is no " + family.noun() + " of this name; known are "
                                + String.join(", ", family.names(snapshot))));
    }

    private static Optional<EntityTags> ifMatch(RoutingContext ctx) {
        try {
            return EntityTags.of(ctx.request().headers().getAll(HttpHeaders.IF_MATCH));
        } catch (IllegalArgumentException malformed) {
            throw HttpProblem.of(BAD_REQUEST, "If-Match is malformed: " + malformed.getMessage());
        }
    }

    private void change(
            RoutingContext ctx, OverrideTarget thing, Optional<EntityTags> tags, OverrideWish wish, Set<String> drop) {
        long inForce = current.snapshot().version();
        SettingsReplyWriter.tag(ctx, inForce);
        if (!wish.errors().isEmpty()) {
            HistoryHandler.refuse(ctx, UNPROCESSABLE, "the body is not valid; see errors", wish.errors());
            return;
        }
        Optional<EntityTags> condition = tags.filter(named -> !named.any());
        OptionalLong expected = condition.map(named -> named.version(inForce)).orElse(OptionalLong.empty());
        if (condition.isPresent() && expected.isEmpty()) {
            SettingsReplyWriter.refuseVersion(ctx, inForce);
            return;
        }
        Map<String, Object> set = wish.set();
        AnswerWriter.write(
                ctx,
                Endpoints.CHANGE_OVERRIDES.ask(
                        ctx.vertx(),
                        new ChangeOverrides(set, drop, AccessHandler.callerOf(ctx), wish.reason(), expected)),
                reply -> SettingsReplyWriter.write(ctx, reply, thing, guard.guards()));
    }
}
