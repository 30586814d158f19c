package dev.crossfade.persistence;

import java.util.Optional;

/**
 * What the daemon's role may do in the database.
 *
 * @param role who it is
 * @param schema whether it may use the schema at all
 * @param table whether the table of events is there, with all its columns
 * @param function whether it may execute {@code write_events}
 * @param insert whether it may insert into the table of events, its policies included
 * @param view whether it may insert into the view
 * @param partitions whether it may have partitions made
 */
record Privileges(
        String role,
        boolean schema,
        boolean table,
        boolean function,
        boolean insert,
        boolean view,
        boolean partitions) {

    /** The best path that is open to the role; empty where none is. */
    Optional<WritePath> path() {
        if (!schema || !table) {
            return Optional.empty();
        }
        if (function) {
            return Optional.of(WritePath.FUNCTION);
        }
        if (insert) {
            return Optional.of(WritePath.INSERT);
        }
        return view ? Optional.of(WritePath.VIEW) : Optional.empty();
    }

    /** What would have to be granted so that there is a path; for an operator. */
    String missing() {
        if (schema && !table) {
            return "table monitoring.monitoring_events is missing, or some of its columns are";
        }
        String usage = schema ? "" : "USAGE on schema monitoring and ";
        return "role " + role + " may not write events: it needs " + usage
                + "EXECUTE on function monitoring.write_events, or INSERT on table monitoring.monitoring_events with a"
                + " policy that names the role, or INSERT on view monitoring.event_intake;"
                + " a member of crossfade_writer has all three";
    }
}
