package dev.crossfade.persistence;

import dev.crossfade.bus.AlertChangedJson;
import dev.crossfade.bus.MetricsFlushJson;
import dev.crossfade.bus.ParityWindowJson;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Notes in the form in which they go into the database: of each kind one JSON array of rows. */
final class NotesJson {
    /** As it stands in JSON, behind any number of whole escaped backslashes. */
    private static final Pattern NUL = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\u0000");

    private NotesJson() {}

    /**
     * The rows of all the notes, with the node that they belong to. What PostgreSQL cannot hold in a text, U+0000, is
     * U+FFFD there.
     *
     * @throws RuntimeException where one of them is not in the form of its kind
     */
    static Map<Note.Kind, String> of(List<NoteRecord> notes, String node) {
        Map<Note.Kind, JsonArray> rows = new EnumMap<>(Note.Kind.class);
        for (NoteRecord note : notes) {
            JsonArray ofKind = rows.computeIfAbsent(note.note().kind(), kind -> new JsonArray());
            rows(note).forEach(row -> ofKind.add(row.put("node", node)));
        }
        Map<Note.Kind, String> texts = new EnumMap<>(Note.Kind.class);
        rows.forEach(
                (kind, ofKind) -> texts.put(kind, NUL.matcher(ofKind.encode()).replaceAll("$1\ufffd")));
        return texts;
    }

    private static Stream<JsonObject> rows(NoteRecord note) {
        return switch (note.note().kind()) {
            case AUDIT -> Stream.of(AuditJson.row(json(note)));
            case METRICS -> FlushRowsJson.of(MetricsFlushJson.read(json(note)));
            case ALERT -> Stream.of(AlertChangedJson.of(AlertChangedJson.read(json(note))));
            case PARITY -> ParityRowsJson.of(ParityWindowJson.read(json(note)));
        };
    }

    /** The id of a flush of metrics that has been written. */
    static UUID flushOf(NoteRecord note) {
        return MetricsFlushJson.read(json(note)).id();
    }

    /** The id of a note, for the log; empty where it has none. */
    static String idOf(NoteRecord note) {
        try {
            return UUID.fromString(json(note).getString("id")).toString();
        } catch (RuntimeException none) {
            return "";
        }
    }

    private static JsonObject json(NoteRecord note) {
        return new JsonObject(new String(note.json(), StandardCharsets.UTF_8));
    }
}
