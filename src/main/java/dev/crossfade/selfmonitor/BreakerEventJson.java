package dev.crossfade.selfmonitor;

import dev.crossfade.bus.BreakerChanged;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.event.Category;
import io.vertx.core.json.JsonObject;

/** The event that tells of a change of the breaker. */
final class BreakerEventJson {
    private BreakerEventJson() {}

    static JsonObject of(BreakerChanged change) {
        return new JsonObject()
                .put("event_type", type(change.state()))
                .put("category", Category.CRITICAL.label())
                .put("source", SelfMonitorVerticle.SOURCE)
                .put("timestamp", change.at().toString())
                .put(
                        "data",
                        new JsonObject()
                                .put("name", change.name())
                                .put("state", change.state().label())
                                .put("failures", change.failures())
                                .put("reason", change.reason()));
    }

    private static String type(BreakerState state) {
        return switch (state) {
            case OPEN -> "circuit_breaker_open";
            case HALF_OPEN -> "circuit_breaker_half_open";
            case CLOSED -> "circuit_breaker_close";
        };
    }
}
