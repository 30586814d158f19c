package dev.crossfade.selfmonitor;

import dev.crossfade.bus.GuardChanged;
import dev.crossfade.bus.GuardState;
import dev.crossfade.event.Category;
import io.vertx.core.json.JsonObject;

/** The event that tells of a guard that has taken its adapter out, tries it again, or has let it back. */
final class GuardEventJson {
    private GuardEventJson() {}

    static JsonObject of(GuardChanged change) {
        return new JsonObject()
                .put("event_type", type(change.now()))
                .put("category", Category.CRITICAL.label())
                .put("source", SelfMonitorVerticle.SOURCE)
                .put("timestamp", change.at().toString())
                .put(
                        "data",
                        new JsonObject()
                                .put("adapter", change.adapter().label())
                                .put("state", change.now().label())
                                .put("before", change.before().label())
                                .put("share", change.share())
                                .put("reason", change.reason()));
    }

    private static String type(GuardState state) {
        return switch (state) {
            case OPEN -> "adapter_tripped";
            case PROBING -> "adapter_probing";
            case CLOSED -> "adapter_recovered";
        };
    }
}
