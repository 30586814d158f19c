package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedMetrics.METRICS;
import static dev.crossfade.persistence.TriedMetrics.SUM;
import static dev.crossfade.persistence.TriedMetrics.counts;
import static dev.crossfade.persistence.TriedMetrics.noteOf;
import static dev.crossfade.persistence.TriedMetrics.row;
import static dev.crossfade.persistence.TriedMetrics.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.event.Category;
import dev.crossfade.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Stored metrics as their columns, views, hours and days show them. */
class MetricsViewsIT {
    @AutoClose
    private final TriedWritePath path = new TriedWritePath();

    private final TriedMetrics metrics = new TriedMetrics(path);
    private final TestDatabase database = path.database();

    @Test
    void everyColumnSaysWhatItsNamePromises() throws Exception {
        path.deploy(database.daemon());
        path.note(noteOf(metrics.flush(60, Map.of("slow \0 \"type\"", counts(3, 1, 5, 7, 10_000_000)))));
        path.awaitStored();

        assertThat(database.ask("SELECT concat_ws('|', event_type, total_events, passed_events, failed_events,"
                        + " pass_rate, avg_validation_time_ms, total_errors, total_warnings) FROM " + METRICS))
                .isEqualTo("slow \ufffd \"type\"|4|3|1|75|2.5|5|7");
        assertThat(database.ask("SELECT window_end - window_start FROM " + METRICS))
                .isEqualTo("00:01:00");
        assertThat(database.ask("SELECT created_at > now() - interval '1 minute' FROM " + METRICS))
                .isEqualTo("t");
    }

    @Test
    void theSummaryWeighsAveragesByEventsAndTheRecentOnesAreThoseOfTheLastHour() throws Exception {
        path.deploy(database.daemon());
        path.note(
                noteOf(metrics.flush(1, Map.of("a", counts(1, 0, 0, 0, 1_000_000)))),
                noteOf(metrics.flush(1, Map.of("a", counts(0, 9, 3, 0, 90_000_000)))),
                noteOf(new MetricsFlush(
                        UUID.randomUUID(),
                        1,
                        metrics.now().minusSeconds(7_300),
                        metrics.now().minusSeconds(7_200),
                        rows(metrics.now(), Map.of("a", counts(10, 0, 0, 4, 0))))));
        path.awaitStored();

        assertThat(database.ask("SELECT concat_ws('|', event_type, total_events, passed_events, failed_events,"
                        + " pass_rate, total_errors, total_warnings) FROM monitoring.validation_metrics_summary"))
                .isEqualTo("a|20|11|9|55|3|4");
        assertThat(Double.parseDouble(
                        database.ask("SELECT avg_validation_time_ms FROM monitoring.validation_metrics_summary")))
                .isCloseTo(4.55, within(1e-9));
        assertThat(database.ask("SELECT sum(total_events) FROM monitoring.validation_metrics_recent"))
                .isEqualTo("10");
    }

    @Test
    void hoursAndDaysAreThoseInWhichTheEventsWereReceivedHoweverLateTheFlush() throws Exception {
        path.deploy(database.daemon());
        Instant evening = Instant.parse("2026-11-20T23:00:00Z");
        MetricsFlush late = new MetricsFlush(
                UUID.randomUUID(),
                1,
                metrics.now().minusSeconds(60),
                metrics.now(),
                List.of(
                        row(evening, "a", Category.SYSTEM, counts(5, 1, 0, 2, 3_000_000)),
                        row(evening.plusSeconds(3600), "a", Category.SYSTEM, counts(7, 0, 0, 0, 0)),
                        row(evening.plusSeconds(3600), "a", Category.CRITICAL, counts(1, 0, 0, 0, 0)),
                        row(evening.plusSeconds(7200), "b", Category.DEBUG, counts(2, 0, 0, 0, 0))));
        MetricsFlush later = new MetricsFlush(
                UUID.randomUUID(),
                1,
                metrics.now(),
                metrics.now(),
                List.of(row(evening, "a", Category.SYSTEM, counts(10, 0, 0, 1, 0))));
        path.note(noteOf(late), noteOf(late), noteOf(later));
        path.note(noteOf(later));
        path.note(noteOf(late));
        path.awaitStored();

        assertThat(ask("metrics_hourly", "hour"))
                .isEqualTo("20T23 a system 16 15 1 3, 21T00 a critical 1 1 0 0, 21T00 a system 7 7 0 0,"
                        + " 21T01 b debug 2 2 0 0");
        assertThat(ask("metrics_daily", "day"))
                .isEqualTo("20T00 a system 16 15 1 3, 21T00 a critical 1 1 0 0, 21T00 a system 7 7 0 0,"
                        + " 21T00 b debug 2 2 0 0");
        assertThat(database.ask("SELECT pass_rate || ' ' || avg_validation_time_ms FROM monitoring.metrics_hourly"
                        + " WHERE total_events = 16"))
                .isEqualTo("93.75 0.1875");
        assertThat(database.ask(SUM)).isEqualTo("3 26");
    }

    private String ask(String table, String begin) throws SQLException {
        return database.ask("SELECT string_agg(concat_ws(' ', to_char(" + begin + " AT TIME ZONE 'UTC', 'DD\"T\"HH24'),"
                + " event_type, category, total_events, passed_events, failed_events, total_warnings), ', '"
                + " ORDER BY " + begin + ", event_type, category) FROM monitoring." + table);
    }
}
