package dev.crossfade.bus;

import dev.crossfade.config.AuditRow;
import dev.crossfade.config.PlainValue;
import dev.crossfade.event.EventTime;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** An audit row as JSON: as it travels through the event log, and as it is shown. */
public final class AuditRowJson {
    private static final String OVERRIDE = "override_change";

    private AuditRowJson() {}

    /** The row with all that its writer needs. */
    public static JsonObject of(AuditRow row) {
        return json(row).put(OVERRIDE, change(row));
    }

    /** The row as {@code GET /audit} shows it. */
    public static JsonObject shown(AuditRow row) {
        return json(row).put("change", change(row));
    }

    private static String change(AuditRow row) {
        return row.override().name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject json(AuditRow row) {
        return new JsonObject()
                .put("id", row.id().toString())
                .put("at", EventTime.text(row.at()))
                .put("actor", row.actor())
                .put("layer", row.layer())
                .put("key", row.key())
                .put("old", json(row.before()))
                .put("new", json(row.now()))
                .put("reason", row.reason())
                .put("version", row.version());
    }

    /** The row that {@link #of} has written. */
    public static AuditRow read(JsonObject json) {
        return new AuditRow(
                UUID.fromString(json.getString("id")),
                Instant.parse(json.getString("at")),
                json.getString("actor"),
                json.getString("layer"),
                json.getString("key"),
                plain(json.getValue("old")),
                plain(json.getValue("new")),
                json.getString("reason"),
                json.getLong("version"),
                AuditRow.OverrideChange.valueOf(json.getString(OVERRIDE, "none").toUpperCase(Locale.ROOT)));
    }

    /** A value of a row as JSON has it. */
    public static Object json(Object value) {
        return value instanceof List<?> list ? new JsonArray(new ArrayList<>(list)) : value;
    }

    /** A value as a row has it, from JSON. */
    public static Object plain(Object value) {
        return PlainValue.of(value instanceof JsonArray array ? array.getList() : value);
    }
}
