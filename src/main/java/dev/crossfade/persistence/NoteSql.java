package dev.crossfade.persistence;

import dev.crossfade.eventlog.Note;
import java.util.Collection;
import java.util.StringJoiner;

/** The statements that write notes, and the one that deletes what came of them. */
final class NoteSql {
    /** Flushes that ended before an age, and at most so many rows. */
    static final String CLEAN_UP_METRICS =
            "SELECT monitoring.cleanup_validation_metrics($1::bigint * interval '1 millisecond', $2)";

    /** Hours and days that began before an age of each, and at most so many rows. */
    static final String CLEAN_UP_WINDOWS =
            "SELECT monitoring.cleanup_metrics_windows($1::bigint * interval '1 millisecond',"
                    + " $2::bigint * interval '1 millisecond', $3)";

    /** Changes of alerts that are older than an age, and at most so many. */
    static final String CLEAN_UP_ALERTS =
            "SELECT monitoring.cleanup_alert_history($1::bigint * interval '1 millisecond', $2)";

    /** Minutes of parity that began before an age, and at most so many rows. */
    static final String CLEAN_UP_PARITY =
            "SELECT monitoring.cleanup_parity_windows($1::bigint * interval '1 millisecond', $2)";

    private NoteSql() {}

    /**
     * Writes the rows of these kinds: one statement, so one transaction. Its first parameter says how long it waits for
     * a lock, in milliseconds, then comes one a kind, in the order given. It answers, behind a column for the lock's, how
     * many rows are new, a column a kind.
     *
     * @param kinds 1 or more; no function is asked for that is not needed, since the schema may not have it
     */
    static String write(Collection<Note.Kind> kinds) {
        // For the statement alone: the session does other work, and may be another one each time behind a pooler.
        StringJoiner calls = new StringJoiner(", ", "SELECT set_config('lock_timeout', $1, true), ", "");
        int parameter = 1;
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
            case ALERT -> "write_alerts";
            case PARITY -> "write_parity_windows";
        };
    }
}
