package dev.crossfade.http;

import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.GuardObserved.Guarded;
import dev.crossfade.event.Adapter;
import io.vertx.core.json.JsonObject;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What the guard says, as users see it. */
final class GuardJson {
    private GuardJson() {}

    /** The guard of one adapter, with the figures of its sliding window; null where there are too few. */
    static JsonObject of(Guarded guarded) {
        return new JsonObject()
                .put("state", guarded.state().label())
                .put("share", guarded.share())
                .put("trips", guarded.trips())
                .put("reason", guarded.reason())
                .put("error_rate", orNull(guarded.errorRate()))
                .put("p95_ms", orNull(guarded.p95Millis()));
    }

    /** The guards of all adapters, by name. */
    static JsonObject guards(CurrentGuard guard) {
        JsonObject guards = new JsonObject();
        for (Adapter adapter : Adapter.values()) {
            guards.put(adapter.label(), of(guard.of(adapter)));
        }
        return guards;
    }

    /** The categories that are set back to websocket, with the reason. */
    static JsonObject rolledBack(CurrentGuard guard) {
        JsonObject rolledBack = new JsonObject();
        new TreeMap<>(guard.rolledBack()).forEach((category, reason) -> rolledBack.put(category.label(), reason));
        return rolledBack;
    }

    private static Double orNull(OptionalDouble figure) {
        return figure.isPresent() ? (Double) figure.getAsDouble() : null;
    }
}
