package dev.crossfade.bus;

import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** A flush of metrics as JSON: as it travels through the event log. */
public final class MetricsFlushJson {
    private static final String TYPES = "by_event_type";

    private MetricsFlushJson() {}

    public static JsonObject of(MetricsFlush flush) {
        JsonObject types = new JsonObject();
        flush.byEventType()
                .forEach((type, counts) -> types.put(
                        type,
                        new JsonObject()
                                .put("passed", counts.passed())
                                .put("failed", counts.failed())
                                .put("errors", counts.errors())
                                .put("warnings", counts.warnings())
                                .put("nanos", counts.nanos())));
        return new JsonObject()
                .put("id", flush.id().toString())
                .put("from", EventTime.text(flush.from()))
                .put("to", EventTime.text(flush.to()))
                .put(TYPES, types);
    }

    /**
     * The flush that {@link #of} has written.
     *
     * @throws RuntimeException where it is none
     */
    public static MetricsFlush read(JsonObject json) {
        JsonObject types = json.getJsonObject(TYPES);
        Map<String, MetricsFlush.Counts> byEventType = new HashMap<>();
        for (String type : types.fieldNames()) {
            JsonObject counts = types.getJsonObject(type);
            byEventType.put(
                    type,
                    new MetricsFlush.Counts(
                            counts.getLong("passed"),
                            counts.getLong("failed"),
                            counts.getLong("errors"),
                            counts.getLong("warnings"),
                            counts.getLong("nanos")));
        }
        return new MetricsFlush(
                UUID.fromString(json.getString("id")),
                Instant.parse(json.getString("from")),
                Instant.parse(json.getString("to")),
                Map.copyOf(byEventType));
    }
}
