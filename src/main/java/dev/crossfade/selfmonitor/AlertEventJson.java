package dev.crossfade.selfmonitor;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertChangedJson;
import dev.crossfade.event.Category;
import io.vertx.core.json.JsonObject;

/**
 * The event that tells of an alert. Its category is system also where the alert is critical: an alert about critical events
 * must not feed itself.
 */
final class AlertEventJson {
    private AlertEventJson() {}

    static JsonObject of(AlertChanged change) {
        return new JsonObject()
                .put("event_type", "alert_" + change.state())
                .put("category", Category.SYSTEM.label())
                .put("source", SelfMonitorVerticle.SOURCE)
                .put("timestamp", change.at().toString())
                .put("data", AlertChangedJson.of(change));
    }
}
