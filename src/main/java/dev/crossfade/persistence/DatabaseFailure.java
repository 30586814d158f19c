package dev.crossfade.persistence;

/** Why the database did not do something, and what kind of failure that is. Expected: no stack. */
final class DatabaseFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final String sqlState;

    /**
     * @param sqlState empty where the failure is not the server's word
     * @param message fit for an operator
     */
    DatabaseFailure(FailureKind kind, String sqlState, String message) {
        super(message, null, false, false);
        this.kind = kind;
        this.sqlState = sqlState;
    }

    static DatabaseFailure unavailable(String message) {
        return new DatabaseFailure(FailureKind.UNAVAILABLE, "", message);
    }

    static DatabaseFailure closed() {
        return unavailable("the database closed the connection");
    }

    /** The event is not there although it was not refused. */
    static DatabaseFailure vanished() {
        return new DatabaseFailure(
                FailureKind.REFUSED, "", "the database took the event away without an error, as a trigger or rule can");
    }

    FailureKind kind() {
        return kind;
    }

    /** Whether the rows may be the cause: the database answered, and other rows may fare better. */
    boolean mayBeTheRows() {
        return kind == FailureKind.REFUSED || kind == FailureKind.UNCERTAIN || kind == FailureKind.NOT_PERMITTED;
    }

    String sqlState() {
        return sqlState;
    }
}
