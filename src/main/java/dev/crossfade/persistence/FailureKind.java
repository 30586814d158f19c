package dev.crossfade.persistence;

import java.util.Set;

/** What a failed write says about the database and about the rows; decided by SQLSTATE. */
enum FailureKind {
    /** The database cannot do it now, whatever the rows: try again, nothing leaves the event log. */
    UNAVAILABLE,
    /** The database can, and will not take these rows: it would refuse them again. */
    REFUSED,
    /** The role may not, or what it uses is not there. */
    NOT_PERMITTED,
    /** Some of the rows are stored already. */
    REPEATED,
    /** The statement before this one on the connection was not committed, so this one was not either. */
    OUT_OF_TURN,
    /** It may be the rows or the database: a statement that took too long, a deadlock, what nobody has heard of. */
    UNCERTAIN;

    private static final String CHECK_VIOLATION = "23514";
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String FOLLOWS_NOTHING = "CF001";
    /** May not; no such function, table, column, schema. */
    private static final Set<String> NOT_PERMITTED_STATES = Set.of("42501", "42883", "42P01", "42703", "3F000");
    /** Beyond the classes: cancelled, object in use, lock not available. */
    private static final Set<String> UNCERTAIN_STATES = Set.of("57014", "55006", "55P03");

    private static final Set<String> UNAVAILABLE_CLASSES = Set.of("08", "25", "26", "28", "3D", "53", "57", "58", "F0");
    private static final Set<String> REFUSED_CLASSES = Set.of(
            "09", "0L", "0P", "0Z", "20", "21", "22", "23", "27", "2B", "2D", "2F", "34", "38", "39", "3B", "42", "44",
            "54", "55", "P0");
    /** As partitions get it from the table's own. */
    private static final String OWN_KEY = "monitoring_events(_p\\d{8})?_pkey";

    /**
     * The kind of a failure that the server answered.
     *
     * @param sqlState five characters
     * @param constraint the constraint that was broken; null where none is named
     * @param table that it is about; null where none is named, as where a trigger raises it
     */
    static FailureKind of(String sqlState, String constraint, String table) {
        if (FOLLOWS_NOTHING.equals(sqlState)) {
            return OUT_OF_TURN;
        }
        if (UNIQUE_VIOLATION.equals(sqlState) && constraint != null && constraint.matches(OWN_KEY)) {
            return REPEATED;
        }
        if (CHECK_VIOLATION.equals(sqlState) && constraint == null && table != null) {
            // There is no partition for the row: it is the schema that has to change.
            return UNAVAILABLE;
        }
        if (NOT_PERMITTED_STATES.contains(sqlState)) {
            return NOT_PERMITTED;
        }
        String sqlClass = sqlState.length() < 2 ? "" : sqlState.substring(0, 2);
        if (UNCERTAIN_STATES.contains(sqlState)) {
            return UNCERTAIN;
        }
        if (UNAVAILABLE_CLASSES.contains(sqlClass)) {
            return UNAVAILABLE;
        }
        // Also classes that nobody knows: a trigger may raise what it likes.
        return REFUSED_CLASSES.contains(sqlClass) ? REFUSED : UNCERTAIN;
    }
}
