package dev.crossfade.persistence;

import dev.crossfade.bus.RestAnswer;
import dev.crossfade.rest.RestError;
import dev.crossfade.rest.RestQuery;
import dev.crossfade.rest.RestSql;
import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.OptionalLong;
import java.util.Set;

/** Answers PostgREST clients over a pool; what bounds an answer's time is the pool owner's to see to. */
final class PgRestStore {
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;
    private static final String CANCELLED = "57014";
    /** Values that are none of a type, and such as are nested too deep. */
    private static final Set<String> VALUE_CLASSES = Set.of("22", "54");
    /** Types that cannot be made one another, or have no such operator. */
    private static final Set<String> TYPE_ERRORS = Set.of("42804", "42846", "42883", "42704");

    private final Pool pool;

    PgRestStore(Pool pool) {
        this.pool = pool;
    }

    Future<RestAnswer> answer(RestQuery query) {
        RestSql statement = new RestSql(query);
        return pool.preparedQuery(statement.sql())
                .execute(Tuple.wrap(statement.parameters()))
                .map(PgRestStore::rows)
                .recover(PgRestStore::refused);
    }

    private static RestAnswer rows(RowSet<Row> answer) {
        Row row = answer.iterator().next();
        Long total = row.getLong(2);
        return new RestAnswer.Rows(
                row.getString(0), row.getLong(1), total == null ? OptionalLong.empty() : OptionalLong.of(total));
    }

    /** Only what the client can do something about; the rest is for the operator. */
    private static Future<RestAnswer> refused(Throwable failure) {
        if (failure instanceof PgException said && said.getSqlState() != null) {
            String state = said.getSqlState();
            if (VALUE_CLASSES.contains(state.substring(0, 2)) || TYPE_ERRORS.contains(state)) {
                return refused(new RestError(BAD_REQUEST, state, said.getErrorMessage(), null, null));
            }
            if (state.equals(CANCELLED)) {
                return refused(new RestError(
                        SERVER_ERROR,
                        state,
                        "the database needed longer than MONITORING_TIMEOUT_MS allows",
                        null,
                        "Ask for less: filters on position or received_at, a smaller limit, no count."));
            }
        }
        return Future.failedFuture(failure);
    }

    private static Future<RestAnswer> refused(RestError error) {
        return Future.succeededFuture(new RestAnswer.Refused(error));
    }
}
