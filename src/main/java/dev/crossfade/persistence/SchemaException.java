package dev.crossfade.persistence;

import java.io.IOException;
import java.net.UnknownHostException;
import java.sql.SQLException;

/** The schema could not be brought up to date; the message says where, why and what would help, without secrets. */
public final class SchemaException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SchemaException(String message, Throwable cause) {
        super(message, cause);
    }

    static SchemaException of(DatabaseTarget target, Exception failure) {
        return new SchemaException("schema of " + target + ": " + reason(failure), failure);
    }

    static SchemaException notTheOwner(DatabaseTarget target, String pending) {
        return new SchemaException(
                "schema of " + target + ": " + pending + " is not applied and " + target.user()
                        + " does not own the schema: run migrate as its owner",
                null);
    }

    /** The database's own words, where it said any. */
    private static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException said) {
                return said.getMessage() + network(said) + hint(said);
            }
        }
        return failure.getMessage();
    }

    /** The driver keeps to itself what came of the attempt. */
    private static String network(SQLException said) {
        if (said.getCause() instanceof UnknownHostException unknown) {
            return " There is no host " + unknown.getMessage() + ".";
        }
        return said.getCause() instanceof IOException failed
                        && !said.getMessage().contains("refused")
                ? " " + failed.getMessage() + "."
                : "";
    }

    /** A refused connection (FATAL) carries the same state and has nothing to do with migrations. */
    private static String hint(SQLException said) {
        boolean migrating =
                "42501".equals(said.getSQLState()) && !said.getMessage().startsWith("FATAL");
        return migrating ? ": migrations need CREATE on the database" : "";
    }
}
