package dev.crossfade.persistence;

import dev.crossfade.eventlog.Note;
import java.util.Collection;
import java.util.StringJoiner;

/** The statements that write notes, and the one that deletes what came of them. */
final class NoteSql {
    /** Flushes that ended before an age, and at most so many rows. */
    static final String CLEAN_UP_METRICS =
            "SELECT monitoring.cleanup_validation_metrics($1::bigint * interval '1 millisecond', $2)";

    private NoteSql() {}

    /**
     * Writes the rows of these kinds, a parameter a kind, in the order given: one statement, so one transaction. It answers
     * how many rows are new, a column a kind.
     *
     * @param kinds 1 or more; no function is asked for that is not needed, since the schema may not have it
     */
    static String write(Collection<Note.Kind> kinds) {
        StringJoiner calls = new StringJoiner(", ", "SELECT ", "");
        int parameter = 0;
        for (Note.Kind kind : kinds) {
            parameter++;
            calls.add("monitoring." + function(kind) + "($" + parameter + "::text::jsonb)");
        }
        return calls.toString();
    }

    private static String function(Note.Kind kind) {
        return switch (kind) {
            case AUDIT -> "write_audit";
            case METRICS -> "write_validation_metrics";
        };
    }
}
