package dev.crossfade.selfmonitor;

import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.SettingsChanged;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingChange;
import dev.crossfade.event.Category;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The events that tell of other settings, and of settings that were refused. */
final class ConfigEventJson {
    private ConfigEventJson() {}

    static JsonObject changed(SettingsChanged changed) {
        JsonArray changes = new JsonArray();
        changed.changes().forEach(change -> changes.add(change(change)));
        JsonObject data =
                new JsonObject().put("version", changed.now().version()).put("changes", changes);
        return event("config_changed", changed.now().since(), data);
    }

    /** @param at when the daemon heard of it */
    static JsonObject rejected(ConfigObserved observed, Instant at) {
        List<String> paths = observed.rejected().stream().map(Problem::path).toList();
        JsonObject data = new JsonObject()
                .put("version", observed.inForce().version())
                .put("problems", paths.size())
                .put("paths", new JsonArray(paths));
        return event("config_rejected", at, data);
    }

    private static JsonObject change(SettingChange change) {
        return new JsonObject()
                .put("key", change.key())
                .put("layer", change.layer().name().toLowerCase(Locale.ROOT))
                .put("old", json(change.before()))
                .put("new", json(change.now()));
    }

    private static Object json(Object plain) {
        return plain instanceof List<?> list ? new JsonArray(List.copyOf(list)) : plain;
    }

    private static JsonObject event(String type, Instant at, JsonObject data) {
        return new JsonObject()
                .put("event_type", type)
                .put("category", Category.SYSTEM.label())
                .put("source", SelfMonitorVerticle.SOURCE)
                .put("timestamp", at.toString())
                .put("data", data);
    }
}
