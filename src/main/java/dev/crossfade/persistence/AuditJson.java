package dev.crossfade.persistence;

import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.eventlog.NoteRecord;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Audit rows in the form in which they go into the database, and values in the form in which they come back. */
final class AuditJson {
    /** As it stands in JSON, behind any number of whole escaped backslashes. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private AuditJson() {}

    /**
     * The rows as one JSON array, with the node that they belong to. What PostgreSQL cannot hold in a text, U+0000, is
     * U+FFFD there.
     *
     * @throws RuntimeException where one of them is no audit row
     */
    static String of(List<NoteRecord> notes, String node) {
        JsonArray rows = new JsonArray();
        for (NoteRecord note : notes) {
            JsonObject row = new JsonObject(new String(note.json(), StandardCharsets.UTF_8));
            rows.add(AuditRowJson.of(AuditRowJson.read(row)).put("node", node));
        }
        return NUL.matcher(rows.encode()).replaceAll("$1\ufffd");
    }

    /** The id of a row, for the log; empty where it has none. */
    static String idOf(NoteRecord note) {
        try {
            JsonObject row = new JsonObject(new String(note.json(), StandardCharsets.UTF_8));
            return AuditRowJson.read(row).id().toString();
        } catch (RuntimeException noRow) {
            return "";
        }
    }

    /** A value that the database gave as text; null for none. */
    static Object value(String json) {
        return Optional.ofNullable(json)
                .map(Json::decodeValue)
                .map(AuditRowJson::plain)
                .orElse(null);
    }
}
