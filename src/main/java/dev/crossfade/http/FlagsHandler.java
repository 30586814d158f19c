package dev.crossfade.http;

import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.EventTime;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** {@code GET /flags/status}: every flag by its full name, once in a map of its own and once flat, as the seed has it. */
final class FlagsHandler implements Handler<RoutingContext> {
    private static final String SECTION = "flags.";

    private final CurrentSettings current;
    private final Clock clock;

    FlagsHandler(CurrentSettings current, Clock clock) {
        this.current = current;
        this.clock = clock;
    }

    @Override
    public void handle(RoutingContext ctx) {
        SettingsSnapshot snapshot = current.snapshot();
        JsonObject flags = values(snapshot);
        JsonObject sources = new JsonObject();
        each(
                snapshot,
                (name, path) ->
                        sources.put(name, snapshot.values().get(path).layer().label()));
        SettingsReplyWriter.tag(ctx, snapshot.version());
        ctx.json(flags.copy()
                .put("flags", flags)
                .put("sources", sources)
                .put("version", snapshot.version())
                .put("timestamp", EventTime.text(clock.instant())));
    }

    /** The flags' values by their full names. */
    static JsonObject values(SettingsSnapshot snapshot) {
        JsonObject flags = new JsonObject();
        each(
                snapshot,
                (name, path) -> flags.put(
                        name, AuditRowJson.json(snapshot.values().get(path).value())));
        return flags;
    }

    private static void each(SettingsSnapshot snapshot, BiConsumer<String, String> flag) {
        new TreeMap<>(snapshot.values())
                .keySet().stream()
                        .filter(path -> path.startsWith(SECTION))
                        .forEach(path -> flag.accept(path.substring(SECTION.length()), path));
    }
}
