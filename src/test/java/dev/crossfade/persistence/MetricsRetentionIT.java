package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedMetrics.METRICS;
import static dev.crossfade.persistence.TriedWritePath.await;
import static dev.crossfade.persistence.TriedWritePath.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.TestSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Stored metrics are deleted once they are older than they are to be kept. */
class MetricsRetentionIT {
    @AutoClose
    private final TriedWritePath path = new TriedWritePath();

    private final TestDatabase database = path.database();

    @Test
    void whatIsOlderThanItsRetentionIsDeletedAtTheStartAndWhenTheRetentionChanges() throws Exception {
        addOneRowADay(100);
        path.deploy(database.daemon());
        awaitAsked("SELECT count(*) FROM " + METRICS, "90");

        TestSettings.change(path.vertx(), 2, TestSettings.yaml("{retention: {metrics: 10d}}"));
        awaitAsked("SELECT count(*) FROM " + METRICS, "10");
        assertThat(database.ask("SELECT max(passed_events) FROM " + METRICS)).isEqualTo("10");
    }

    @Test
    void muchIsDeletedPortionByPortion() throws Exception {
        addOneRowADay(100);
        assertThat(TestDatabase.ask(
                        database.daemon(), "SELECT monitoring.cleanup_validation_metrics(interval '95 days', 2)"))
                .isEqualTo("2");
        PgEventStore store = await(PgEventStore.connect(path.vertx(), database.daemon(), 1, Duration.ofSeconds(10)));

        await(new MetricsRetentionWriter(new CurrentSettings(TestSettings.first(path.settings())), 3).care(store));

        assertThat(database.ask("SELECT count(*) || ' ' || max(passed_events) FROM " + METRICS))
                .isEqualTo("90 90");
        await(store.close());
    }

    private void addOneRowADay(int days) throws SQLException {
        database.ask("INSERT INTO " + METRICS + " (node, flush_id, event_type, window_start, window_end, passed_events,"
                + " failed_events, total_errors, total_warnings, validation_time_ms)"
                + " SELECT 'n', gen_random_uuid(), 't', now(), now() - n * interval '1 day' + interval '1 hour', n, 0, 0, 0, 0"
                + " FROM generate_series(1, " + days + ") AS n");
    }

    @Test
    void hoursAndDaysAreDeletedAfterTimesOfTheirOwn() throws Exception {
        for (String table : List.of("metrics_hourly", "metrics_daily")) {
            database.ask(
                    "INSERT INTO monitoring." + table + " SELECT now() - n * interval '30 days', 't', 'system', 'n',"
                            + " n, 0, 0, 0, n, 0, 0, 0, 0 FROM generate_series(1, 150) AS n");
        }
        path.deploy(database.daemon());
        awaitAsked("SELECT max(passed_events) FROM monitoring.metrics_hourly", "12");
        awaitAsked("SELECT max(passed_events) FROM monitoring.metrics_daily", "121");

        TestSettings.change(path.vertx(), 2, TestSettings.yaml("{retention: {hourly: 100d, daily: 200d}}"));
        awaitAsked("SELECT max(passed_events) FROM monitoring.metrics_hourly", "3");
        awaitAsked("SELECT max(passed_events) FROM monitoring.metrics_daily", "6");
    }

    private void awaitAsked(String sql, String expected) {
        awaitThat(sql + " is " + expected, () -> {
            try {
                return expected.equals(database.ask(sql));
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        });
    }
}
