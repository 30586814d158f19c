package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedMetrics.METRICS;
import static dev.crossfade.persistence.TriedMetrics.SUM;
import static dev.crossfade.persistence.TriedMetrics.audit;
import static dev.crossfade.persistence.TriedMetrics.counts;
import static dev.crossfade.persistence.TriedMetrics.noteOf;
import static dev.crossfade.persistence.TriedWritePath.awaitThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.FlushSettled;
import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.eventlog.Note;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.TestDatabase;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Flushes of metrics, from the event log into the database, between events and audit rows. */
class ValidationMetricsIT {
    @AutoClose
    private final TriedWritePath path = new TriedWritePath();

    private final TriedMetrics metrics = new TriedMetrics(path);
    private final TestDatabase database = path.database();

    @Test
    void theSumOverFlushesIsWhatWasCountedAndEachIsToldAsStored() throws Exception {
        path.deploy(database.daemon());
        List<UUID> ids = new ArrayList<>();
        for (int n = 1; n <= 30; n++) {
            path.append(Drafts.batch("mixed", n * 7, 7));
            MetricsFlush flush = metrics.flush(n, Map.of("a", counts(n, 1), "b", counts(2, 0)));
            ids.add(flush.id());
            path.note(noteOf(flush));
            if (n % 3 == 0) {
                path.note(audit(n), noteOf(metrics.flush(n + 100, Map.of("c", counts(1, 0)))), audit(n));
            }
        }
        path.awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("70 " + (30 * 31 / 2 + 30 + 60 + 10));
        assertThat(database.ask("SELECT count(*) FROM monitoring.config_audit")).isEqualTo("20");
        assertThat(database.ask("SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("210");
        assertThat(database.ask("SELECT string_agg(DISTINCT node, ' ') FROM " + METRICS))
                .isEqualTo("node-1");
        awaitThat("all are told", () -> metrics.settled().size() == 40);
        assertThat(metrics.settled())
                .allMatch(FlushSettled::stored)
                .extracting(FlushSettled::id)
                .containsSubsequence(ids);
        awaitThat("counted", () -> path.observed().metrics().total() == 40);
        assertThat(path.observed().metrics().rows()).isEqualTo(70);
        assertThat(path.observed().metrics().lastMillis()).isPositive();
    }

    @Test
    void aFlushThatIsWrittenAgainIsStoredOnceAndToldAgain() throws Exception {
        MetricsFlush flush = metrics.flush(1, Map.of("a", counts(5, 2), "b", counts(1, 0)));
        path.deploy(database.daemon());
        path.note(noteOf(flush));
        path.note(noteOf(flush), noteOf(flush));
        path.note(audit(1), noteOf(flush));
        path.awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("2 8");
        awaitThat("each is told", () -> metrics.settled().size() == 4);
        assertThat(metrics.settled()).allMatch(told -> told.equals(new FlushSettled(flush.id(), true)));
        awaitThat("counted once", () -> path.observed().metrics().total() == 1);
        assertThat(path.observed().metrics().rows()).isEqualTo(2);
    }

    @Test
    void aThousandTypesGoIntoOneFlush() throws Exception {
        path.deploy(database.daemon());
        String longName = "t".repeat(120);
        path.note(noteOf(metrics.flush(
                1,
                IntStream.rangeClosed(0, 1_000)
                        .boxed()
                        .collect(Collectors.toMap(n -> longName + n, n -> counts(n, 0))))));
        path.awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("1001 500500");
    }

    @Test
    void aFlushThatIsRefusedForGoodIsPassedOverByNameAndAllElseIsStored() throws Exception {
        database.ask("ALTER TABLE " + METRICS + " ADD CONSTRAINT trap CHECK (event_type <> 'refused')");
        path.deploy(database.daemon());
        MetricsFlush good = metrics.flush(1, Map.of("a", counts(1, 0)));
        MetricsFlush refused = metrics.flush(1, Map.of("a", counts(1, 0), "refused", counts(1, 0)));
        MetricsFlush alsoGood = metrics.flush(1, Map.of("a", counts(4, 0)));
        path.note(
                noteOf(good),
                noteOf(refused),
                new Note(Note.Kind.METRICS, "{\"no\":\"flush\"}".getBytes(UTF_8)),
                new Note(Note.Kind.METRICS, "no json".getBytes(UTF_8)),
                audit(1),
                noteOf(alsoGood));
        path.append(Drafts.batch("behind", 1, 5));
        path.awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("2 5");
        assertThat(database.ask("SELECT count(*) FROM monitoring.config_audit")).isEqualTo("1");
        assertThat(database.ask("SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("5");
        assertThat(metrics.settled())
                .containsExactly(
                        new FlushSettled(good.id(), true),
                        new FlushSettled(refused.id(), false),
                        new FlushSettled(alsoGood.id(), true));
        awaitThat("counted", () -> path.observed().metrics().passedOver() == 3);
        assertThat(path.observed().breaker().opened()).isZero();
    }

    @Test
    void aTableThatIsLockedCostsNoFlush() throws Exception {
        path.deploy(database.daemon());
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE " + METRICS + " IN ACCESS EXCLUSIVE MODE");
            path.note(noteOf(metrics.flush(1, Map.of("a", counts(3, 0)))));
            awaitThat("some failures", () -> path.observed().breaker().failures() >= 3);
            assertThat(path.log().stats().backlog()).isEqualTo(1);
        }
        path.awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("1 3");
        assertThat(metrics.settled()).allMatch(FlushSettled::stored);
    }

    @Test
    void aSchemaThatKnowsNothingOfMetricsTakesAuditRowsAndEventsAllTheSame() throws Exception {
        database.ask("DROP FUNCTION monitoring.write_validation_metrics(jsonb)");
        path.deploy(database.daemon());
        path.note(audit(1), noteOf(metrics.flush(1, Map.of("a", counts(3, 0)))), audit(2));
        path.append(Drafts.batch("behind", 1, 5));
        path.awaitStored();

        assertThat(database.ask("SELECT count(*) FROM monitoring.config_audit")).isEqualTo("2");
        assertThat(database.ask("SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("5");
        awaitThat("told", () -> !metrics.settled().isEmpty());
        assertThat(metrics.settled()).noneMatch(FlushSettled::stored);
        assertThat(path.observed().breaker().failures()).isZero();
        awaitThat("the rows are told", () -> path.observed().rows() == 5);
        assertThat(path.observed().flushes()).as("statements with events").isEqualTo(1);
    }
}
