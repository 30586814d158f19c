package dev.crossfade.persistence;

import io.vertx.core.Future;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.LocalDate;

/** Makes partitions in time, and deletes what is kept for long enough, over a connection that it shares. */
final class PgUpkeepStore {
    private final PgConnection connection;
    private final Bound bound;

    /** Gives an operation the time that it may take. */
    @FunctionalInterface
    interface Bound {
        <T> Future<T> within(Future<T> operation);
    }

    PgUpkeepStore(PgConnection connection, Bound bound) {
        this.connection = connection;
        this.bound = bound;
    }

    /** Makes the partitions of these days, both included, where they are missing. */
    Future<Void> ensurePartitions(LocalDate from, LocalDate to) {
        return bound.within(connection.preparedQuery(Sql.ENSURE_PARTITIONS).execute(Tuple.of(from, to)))
                .mapEmpty();
    }

    /**
     * Drops the partitions of all days before this one.
     *
     * @return how many
     */
    Future<Integer> dropPartitions(LocalDate before) {
        return bound.within(connection.preparedQuery(Sql.DROP_PARTITIONS).execute(Tuple.of(before)))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /**
     * Deletes flushed metrics that are older than this.
     *
     * @param most rows at once
     * @return how many
     */
    Future<Integer> cleanUpMetrics(Duration olderThan, int most) {
        return bound.within(connection
                        .preparedQuery(NoteSql.CLEAN_UP_METRICS)
                        .execute(Tuple.of(olderThan.toMillis(), most)))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /**
     * Deletes hours and days of metrics that are older than these.
     *
     * @param most rows of each at once
     * @return how many
     */
    Future<Integer> cleanUpWindows(Duration hours, Duration days, int most) {
        return bound.within(connection
                        .preparedQuery(NoteSql.CLEAN_UP_WINDOWS)
                        .execute(Tuple.of(hours.toMillis(), days.toMillis(), most)))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /** Deletes minutes of parity that are older, and at most so many rows; says how many. */
    Future<Integer> cleanUpParity(Duration keep, int most) {
        return bound.within(connection.preparedQuery(NoteSql.CLEAN_UP_PARITY).execute(Tuple.of(keep.toMillis(), most)))
                .map(rows -> rows.iterator().next().getInteger(0));
    }

    /** Deletes changes of alerts that are older, and at most so many; says how many. */
    Future<Integer> cleanUpAlerts(Duration keep, int most) {
        return bound.within(connection.preparedQuery(NoteSql.CLEAN_UP_ALERTS).execute(Tuple.of(keep.toMillis(), most)))
                .map(rows -> rows.iterator().next().getInteger(0));
    }
}
