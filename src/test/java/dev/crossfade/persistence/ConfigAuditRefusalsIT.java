package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedAudit.AUDIT;
import static dev.crossfade.persistence.TriedAudit.EVENTS;
import static dev.crossfade.persistence.TriedAudit.PERCENTAGE;
import static dev.crossfade.persistence.TriedAudit.any;
import static dev.crossfade.persistence.TriedAudit.noteOf;
import static dev.crossfade.persistence.TriedAudit.row;
import static dev.crossfade.persistence.TriedAudit.withReason;
import static dev.crossfade.persistence.TriedWritePath.awaitThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.StoredOverride;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditRow.OverrideChange;
import dev.crossfade.eventlog.Note;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.TestDatabase;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Audit rows that the database refuses or makes wait, and what that costs the rest. */
class ConfigAuditRefusalsIT {
    @AutoClose
    private final TriedWritePath path = new TriedWritePath();

    private final TriedAudit audit = new TriedAudit(path);
    private final TestDatabase database = path.database();

    @Test
    void aRowThatIsRefusedForGoodIsPassedOverAndAllElseIsStored() throws Exception {
        database.ask("ALTER TABLE " + AUDIT + " ADD CONSTRAINT trap CHECK (reason <> 'refused')");
        path.deploy(database.daemon());
        path.append(Drafts.batch("before", 1, 5));
        AuditRow good = row(PERCENTAGE, 1, 2, OverrideChange.SET);
        AuditRow alsoGood = row(PERCENTAGE, 2, 3, OverrideChange.NONE);
        path.log()
                .note(List.of(
                        noteOf(good),
                        noteOf(withReason("refused")),
                        new Note(Note.Kind.AUDIT, "{\"no\":\"row\"}".getBytes(UTF_8)),
                        new Note(Note.Kind.AUDIT, "no json".getBytes(UTF_8)),
                        noteOf(alsoGood)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        path.append(Drafts.batch("behind", 1, 5));
        path.awaitStored();

        assertThat(audit.page(any(10)).rows()).containsExactly(alsoGood, good);
        assertThat(database.ask("SELECT count(*) FROM " + EVENTS)).isEqualTo("10");
        assertThat(path.observed().breaker().opened()).isZero();
    }

    @Test
    void aRowThatTakesTooLongWaitsUntilItIsTakenAndCostsNothingBehindIt() throws Exception {
        database.ask("CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.reason = 'slow' THEN"
                + " PERFORM pg_sleep(60); END IF; RETURN NEW; END $$");
        database.ask("CREATE TRIGGER trap BEFORE INSERT ON " + AUDIT + " FOR EACH ROW EXECUTE FUNCTION trap()");
        path.deploy(database.daemon());
        AuditRow good = row(PERCENTAGE, 1, 2, OverrideChange.SET);
        AuditRow slow = withReason("slow");
        audit.note(good, slow);
        path.append(Drafts.batch("behind", 1, 5));
        awaitThat("more failures than attempts", () -> path.observed().breaker().failures() >= 3);

        assertThat(path.log().stats().backlog()).isEqualTo(7);
        assertThat(path.observed().lastError())
                .contains(
                        "audit row waits",
                        "not come to its end in time",
                        slow.id().toString());
        database.ask("ALTER TABLE " + AUDIT + " DISABLE TRIGGER trap");
        path.awaitStored();
        assertThat(audit.page(any(10)).rows()).extracting(AuditRow::id).containsExactly(slow.id(), good.id());
        assertThat(database.ask("SELECT count(*) FROM " + EVENTS)).isEqualTo("5");
    }

    @Test
    void anOverrideWhoseRowSomebodyHasLockedIsKeptOnceTheLockIsGone() throws Exception {
        path.deploy(database.daemon());
        audit.note(row(PERCENTAGE, 1, 2, OverrideChange.SET));
        path.awaitStored();
        AuditRow next = row(PERCENTAGE, 2, 3, OverrideChange.SET);
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT key FROM monitoring.config_overrides FOR UPDATE");
            audit.note(next);
            path.append(Drafts.batch("behind", 1, 5));
            awaitThat("some failures", () -> path.observed().breaker().failures() >= 3);
            assertThat(path.log().stats().backlog()).isEqualTo(6);
            assertThat(path.observed().lastError())
                    .contains("audit row waits", "holds a lock", next.id().toString());
        }
        path.awaitStored();
        assertThat(audit.page(any(1)).rows()).containsExactly(next);
        assertThat(audit.overrides()).extracting(StoredOverride::value).containsExactly(3L);
    }

    @Test
    void aTableThatIsLockedCostsNoRow() throws Exception {
        path.deploy(database.daemon());
        AuditRow row = row(PERCENTAGE, 1, 2, OverrideChange.SET);
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE " + AUDIT + " IN ACCESS EXCLUSIVE MODE");
            audit.note(row);
            path.append(Drafts.batch("behind", 1, 5));
            awaitThat("some failures", () -> path.observed().breaker().failures() >= 3);
            assertThat(path.log().stats().backlog()).isEqualTo(6);
        }
        path.awaitStored();
        assertThat(audit.page(any(10)).rows()).containsExactly(row);
    }
}
