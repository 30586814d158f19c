package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedAudit.AUDIT;
import static dev.crossfade.persistence.TriedAudit.EVENTS;
import static dev.crossfade.persistence.TriedAudit.PERCENTAGE;
import static dev.crossfade.persistence.TriedAudit.any;
import static dev.crossfade.persistence.TriedAudit.row;
import static dev.crossfade.persistence.TriedWritePath.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.StoredOverride;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditRow.OverrideChange;
import dev.crossfade.event.EventDraft;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestDatabase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Audit rows, from the event log into the database, between the events. */
class ConfigAuditIT {
    @AutoClose
    private final TriedWritePath path = new TriedWritePath();

    private final TriedAudit audit = new TriedAudit(path);
    private final TestDatabase database = path.database();

    @Test
    void rowsAndEventsThatLieMixedInTheLogAreAllStoredOnceInTheirOrder() throws Exception {
        List<AuditRow> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            path.append(Drafts.batch("mixed", i * 7, 7));
            for (int n = 0; n < i % 3; n++) {
                rows.add(row(PERCENTAGE, i, n, OverrideChange.NONE));
                audit.note(rows.get(rows.size() - 1));
            }
        }
        path.deploy(database.daemon());
        path.append(Drafts.batch("late", 1, 100));
        path.awaitStored();

        assertThat(database.ask("SELECT count(*) || ' ' || max(sequence_id) FROM " + EVENTS))
                .isEqualTo("380 380");
        assertThat(database.ask("SELECT count(*) FROM (SELECT sequence_id - lag(sequence_id) OVER (ORDER BY position)"
                        + " AS step FROM " + EVENTS + ") s WHERE step <> 1"))
                .isEqualTo("0");
        List<AuditRow> stored = new ArrayList<>(audit.page(any(100)).rows());
        Collections.reverse(stored);
        assertThat(stored).isEqualTo(rows);
        assertThat(database.ask("SELECT string_agg(DISTINCT node, ' ') FROM " + AUDIT))
                .isEqualTo("node-1");
        assertThat(path.observed().breaker().failures()).isZero();
    }

    @Test
    void whatIsWrittenAgainAfterACrashIsKeptOnce() throws Exception {
        List<EventDraft> events = Drafts.batch("again", 1, 25);
        AuditRow set = row(PERCENTAGE, 20, 50, OverrideChange.SET);
        MemoryEventLog lostCheckpoint = path.emptyLog();
        for (MemoryEventLog same : List.of(path.log(), lostCheckpoint)) {
            TriedWritePath.append(same, events);
            TriedAudit.note(same, set);
            TriedWritePath.append(same, Drafts.batch("behind", 1, 5));
        }
        String deployment = path.deploy(database.daemon());
        path.awaitStored();
        path.undeploy(deployment);
        path.deploy(lostCheckpoint, database.daemon());
        awaitThat("all is done again", () -> lostCheckpoint.stats().backlog() == 0);

        assertThat(database.ask("SELECT count(*) FROM " + EVENTS)).isEqualTo("30");
        assertThat(audit.page(any(10)).rows()).containsExactly(set);
        assertThat(audit.overrides()).extracting(StoredOverride::value).containsExactly(50L);
        lostCheckpoint.close();
    }

    @Test
    void whatIsNotedWhileTheDatabaseIsAwayIsStoredWhenItComesBack() throws Exception {
        path.deploy(database.daemon());
        awaitThat("connected", () -> path.observed().reachable());
        DatabaseTarget elsewhere = database.owner().database("postgres");
        String name = database.owner().database();
        TestDatabase.ask(elsewhere, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        TestDatabase.ask(
                elsewhere,
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" + name + "'");
        AuditRow set = row(PERCENTAGE, 50, 20, OverrideChange.SET);
        audit.note(set);
        path.append(Drafts.batch("away", 1, 3));
        awaitThat("the breaker has opened", () -> path.observed().breaker().opened() > 0);
        assertThat(path.log().stats().backlog()).isEqualTo(4);
        assertThatThrownBy(() -> audit.page(any(10))).hasMessageContaining("the database is not reachable");

        TestDatabase.ask(elsewhere, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        path.awaitStored();
        assertThat(audit.page(any(10)).rows()).containsExactly(set);
    }

    @Test
    void aSchemaThatKnowsNothingOfAuditRowsTakesTheEventsAllTheSame() throws Exception {
        database.ask("DROP FUNCTION monitoring.write_audit(jsonb)");
        database.ask("DROP TABLE monitoring.config_audit, monitoring.config_overrides");
        path.deploy(database.daemon());
        path.append(Drafts.batch("before", 1, 5));
        audit.note(row(PERCENTAGE, 1, 2, OverrideChange.SET));
        path.append(Drafts.batch("behind", 1, 5));
        path.awaitStored();

        assertThat(database.ask("SELECT count(*) FROM " + EVENTS)).isEqualTo("10");
        assertThat(path.observed().breaker().failures()).isZero();
        assertThatThrownBy(() -> audit.page(any(10))).hasMessageContaining("the database could not answer");
    }
}
