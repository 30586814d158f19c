package dev.crossfade.bus;

import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import io.vertx.core.json.JsonObject;
import java.time.Instant;

/** Counts as JSON: as they travel through the event log, and are kept beside it. */
public final class CountsRowJson {
    private CountsRowJson() {}

    public static JsonObject of(CountsRow row) {
        Counts counts = row.counts();
        return new JsonObject()
                .put("hour", row.start().toString())
                .put("event_type", row.kind().eventType())
                .put("category", row.kind().category().label())
                .put("accepted", counts.accepted())
                .put("websocket", counts.websocket())
                .put("realtime", counts.realtime())
                .put("suppressed", counts.suppressed())
                .put("passed", counts.passed())
                .put("failed", counts.failed())
                .put("errors", counts.errors())
                .put("warnings", counts.warnings())
                .put("nanos", counts.nanos());
    }

    /**
     * The row that {@link #of} has written.
     *
     * @throws RuntimeException where it is none
     */
    public static CountsRow read(JsonObject json) {
        Category category = Category.of(json.getString("category")).orElseThrow();
        Counts counts = new Counts(
                count(json, "accepted"),
                count(json, "websocket"),
                count(json, "realtime"),
                count(json, "suppressed"),
                count(json, "passed"),
                count(json, "failed"),
                count(json, "errors"),
                count(json, "warnings"),
                count(json, "nanos"));
        return new CountsRow(
                Instant.parse(json.getString("hour")), new EventKind(json.getString("event_type"), category), counts);
    }

    private static long count(JsonObject json, String name) {
        long count = json.getLong(name);
        if (count < 0) {
            throw new IllegalArgumentException(name + " is " + count + ", and nothing is counted below 0");
        }
        return count;
    }
}
