package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedAudit.AUDIT;
import static dev.crossfade.persistence.TriedAudit.PERCENTAGE;
import static dev.crossfade.persistence.TriedAudit.row;
import static dev.crossfade.persistence.TriedMetrics.METRICS;
import static dev.crossfade.persistence.TriedMetrics.SUM;
import static dev.crossfade.persistence.TriedMetrics.counts;
import static dev.crossfade.persistence.TriedMetrics.noteOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.StoredOverride;
import dev.crossfade.config.AuditRow.OverrideChange;
import dev.crossfade.testkit.LoginRole;
import dev.crossfade.testkit.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Which role may do what with the audit rows and the metrics that are noted between events. */
class NoteRightsIT {
    @AutoClose
    private final TriedWritePath path = new TriedWritePath();

    private final TriedAudit audit = new TriedAudit(path);
    private final TriedMetrics metrics = new TriedMetrics(path);
    private final TestDatabase database = path.database();

    @Test
    void aWriterAddsRowsThroughTheFunctionAloneAndReadsNothingButTheOverrides() throws Exception {
        try (LoginRole writer = new LoginRole(database, "audit_writer_alone", "crossfade_writer")) {
            path.deploy(writer.target());
            audit.note(row(PERCENTAGE, 1, 2, OverrideChange.SET));
            path.awaitStored();

            assertThat(audit.overrides()).extracting(StoredOverride::value).containsExactly(2L);
            assertThat(database.ask("SELECT count(*) FROM " + AUDIT)).isEqualTo("1");
            writer.assertRefused(
                    "SELECT * FROM " + AUDIT,
                    "INSERT INTO " + AUDIT + " DEFAULT VALUES",
                    "DELETE FROM " + AUDIT,
                    "UPDATE monitoring.config_overrides SET dropped = true",
                    "DELETE FROM monitoring.config_overrides");
        }
    }

    @Test
    void aReaderSeesRowsAndOverridesAndChangesNeither() throws Exception {
        database.ask(
                "SELECT monitoring.write_audit('[{\"id\": \"00000000-0000-0000-0000-000000000001\", \"at\": \"now\","
                        + " \"actor\": \"a\", \"layer\": \"override\", \"key\": \"k\", \"new\": 1, \"reason\": \"\","
                        + " \"version\": 1, \"node\": \"n\", \"override_change\": \"set\"}]')");
        try (LoginRole reader = new LoginRole(database, "audit_reader_alone", "crossfade_reader")) {
            assertThat(reader.ask("SELECT count(*) FROM " + AUDIT)).isEqualTo("1");
            assertThat(reader.ask("SELECT value FROM monitoring.config_overrides"))
                    .isEqualTo("1");
            reader.assertRefused("SELECT monitoring.write_audit('[]')");
        }
    }

    @Test
    void aWriterAddsMetricsThroughTheFunctionAloneAndCannotReadThem() throws Exception {
        try (LoginRole writer = new LoginRole(database, "metrics_writer_alone", "crossfade_writer")) {
            path.deploy(writer.target());
            path.note(noteOf(metrics.flush(1, Map.of("a", counts(3, 0)))));
            path.awaitStored();

            assertThat(database.ask(SUM)).isEqualTo("1 3");
            writer.assertRefused(
                    "SELECT * FROM " + METRICS,
                    "SELECT * FROM monitoring.validation_metrics_recent",
                    "SELECT * FROM monitoring.metrics_hourly",
                    "INSERT INTO monitoring.metrics_daily DEFAULT VALUES",
                    "INSERT INTO " + METRICS + " DEFAULT VALUES",
                    "UPDATE " + METRICS + " SET passed_events = 0",
                    "DELETE FROM " + METRICS);
        }
    }

    @Test
    void aReaderSeesTheTableAndBothViewsAndChangesNothing() throws Exception {
        path.deploy(database.daemon());
        path.note(noteOf(metrics.flush(1, Map.of("a", counts(3, 0)))));
        path.awaitStored();
        try (LoginRole reader = new LoginRole(database, "metrics_reader_alone", "crossfade_reader")) {
            for (String relation : List.of(
                    METRICS,
                    METRICS + "_recent",
                    METRICS + "_summary",
                    "monitoring.metrics_hourly",
                    "monitoring.metrics_daily")) {
                assertThat(reader.ask("SELECT total_events FROM " + relation))
                        .as(relation)
                        .isEqualTo("3");
            }
            reader.assertRefused(
                    "DELETE FROM " + METRICS,
                    "SELECT monitoring.write_validation_metrics('[]')",
                    "SELECT monitoring.cleanup_validation_metrics('1 day')",
                    "DELETE FROM monitoring.metrics_daily",
                    "SELECT monitoring.cleanup_metrics_windows('1 day', '1 day')");
        }
    }
}
