package dev.crossfade.http;

import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.EventTime;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.TreeMap;

/**
 * {@code GET /routing}: the dual-write configuration in force, where each key comes from, what it comes to, and which adapters
 * the guard leaves in it.
 */
final class RoutingHandler implements Handler<RoutingContext> {
    private static final String SECTION = "dual_write.";

    private final CurrentSettings current;
    private final CurrentGuard guard;
    private final Clock clock;

    RoutingHandler(CurrentSettings current, CurrentGuard guard, Clock clock) {
        this.current = current;
        this.guard = guard;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext ctx) {
        SettingsSnapshot snapshot = current.snapshot();
        SettingsReplyWriter.tag(ctx, snapshot.version());
        ctx.json(RoutingJson.of(snapshot.settings())
                .put("sources", sources(snapshot))
                .put("guards", GuardJson.guards(guard))
                .put("rolled_back", GuardJson.rolledBack(guard))
                .put("version", snapshot.version())
                .put("timestamp", EventTime.text(clock.instant())));
    }

    private static JsonObject sources(SettingsSnapshot snapshot) {
        JsonObject sources = new JsonObject();
        new TreeMap<>(snapshot.values()).forEach((path, value) -> {
            if (path.startsWith(SECTION)) {
                sources.put(path.substring(SECTION.length()), value.layer().label());
            }
        });
        return sources;
    }
}
