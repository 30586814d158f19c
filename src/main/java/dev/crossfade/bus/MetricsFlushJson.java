package dev.crossfade.bus;

import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;

/** A flush of metrics as JSON: as it travels through the event log. */
public final class MetricsFlushJson {
    private MetricsFlushJson() {}

    public static JsonObject of(MetricsFlush flush) {
        JsonArray rows = new JsonArray();
        flush.rows().forEach(row -> rows.add(CountsRowJson.of(row)));
        return new JsonObject()
                .put("id", flush.id().toString())
                .put("up_to", flush.upTo())
                .put("from", EventTime.text(flush.from()))
                .put("to", EventTime.text(flush.to()))
                .put("rows", rows);
    }

    /**
     * The flush that {@link #of} has written.
     *
     * @throws RuntimeException where it is none
     */
    public static MetricsFlush read(JsonObject json) {
        return new MetricsFlush(
                UUID.fromString(json.getString("id")),
                json.getLong("up_to"),
                Instant.parse(json.getString("from")),
                Instant.parse(json.getString("to")),
                json.getJsonArray("rows").stream()
                        .map(row -> CountsRowJson.read((JsonObject) row))
                        .toList());
    }
}
