package dev.crossfade.persistence;

import dev.crossfade.bus.AuditRowJson;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/** Audit rows in the form in which they go into the database, and values in the form in which they come back. */
final class AuditJson {
    private AuditJson() {}

    /**
     * A row that the event log holds.
     *
     * @throws RuntimeException where it is none
     */
    static JsonObject row(JsonObject note) {
        return AuditRowJson.of(AuditRowJson.read(note));
    }

    /** A value that the database gave as text; null for none. */
    static Object value(String json) {
        return Optional.ofNullable(json)
                .map(Json::decodeValue)
                .map(AuditRowJson::plain)
                .orElse(null);
    }
}
