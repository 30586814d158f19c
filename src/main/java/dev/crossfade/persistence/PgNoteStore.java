package dev.crossfade.persistence;

import dev.crossfade.eventlog.Note;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Adds the rows of notes over a connection. */
final class PgNoteStore {
    private PgNoteStore() {}

    /**
     * Adds all or none; those that are there already stay as they are.
     *
     * @param rows of one kind or more, each a JSON array
     * @param patience for a lock that somebody holds, to the millisecond
     * @return how many rows of each are new
     */
    static Future<Map<Note.Kind, Integer>> write(
            PgConnection connection, Map<Note.Kind, String> rows, Duration patience) {
        List<Note.Kind> kinds = List.copyOf(rows.keySet());
        Tuple parameters = Tuple.of(Long.toString(Math.max(1, patience.toMillis())));
        kinds.forEach(kind -> parameters.addString(rows.get(kind)));
        return connection
                .preparedQuery(NoteSql.write(kinds))
                .execute(parameters)
                .map(answer -> added(kinds, answer.iterator().next()));
    }

    private static Map<Note.Kind, Integer> added(List<Note.Kind> kinds, Row row) {
        Map<Note.Kind, Integer> added = new EnumMap<>(Note.Kind.class);
        for (int column = 0; column < kinds.size(); column++) {
            added.put(kinds.get(column), row.getInteger(column + 1));
        }
        return added;
    }
}
