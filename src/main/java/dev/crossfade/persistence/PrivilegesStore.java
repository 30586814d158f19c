package dev.crossfade.persistence;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

/** Asks the database what the role of a connection may do. */
final class PrivilegesStore {
    private PrivilegesStore() {}

    static Future<Privileges> of(PgConnection connection) {
        return connection.query(Sql.PRIVILEGES).execute().map(PrivilegesStore::privileges);
    }

    /** The same; failed where it may not write events at all, with what would have to be granted. */
    static Future<Privileges> sufficient(PgConnection connection) {
        return of(connection)
                .compose(privileges -> privileges.path().isPresent()
                        ? Future.succeededFuture(privileges)
                        : Future.failedFuture(DatabaseFailure.unavailable(privileges.missing())));
    }

    private static Privileges privileges(RowSet<Row> answer) {
        Row row = answer.iterator().next();
        return new Privileges(
                row.getString(0),
                row.getBoolean(1),
                row.getBoolean(2),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6));
    }
}
