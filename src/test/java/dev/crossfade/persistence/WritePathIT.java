package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.HmacKey;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Roles that may write in one way only, or in none. */
class WritePathIT {
    private static final String ROLE = "only_one_way";
    private static final HmacKey KEY = new HmacKey("key-1", "a secret of enough bytes");
    private static final String WRITE_EVENTS = "monitoring.write_events";

    private final Vertx vertx = Vertx.vertx();
    private final Settings settings = TestSettings.yaml("database: {breaker: {failures: 2, reset_timeout: 200ms}}");
    private final MemoryEventLog log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
    private final AtomicReference<PersistenceObserved> observed =
            new AtomicReference<>(PersistenceObserved.nothingYet());
    private TestDatabase database;

    @BeforeEach
    void create() throws SQLException {
        database = TestDatabase.migrated();
        database.ask("DROP ROLE IF EXISTS " + ROLE);
        database.ask("CREATE ROLE " + ROLE + " LOGIN PASSWORD 'test'");
        database.ask("GRANT USAGE ON SCHEMA monitoring TO " + ROLE);
        database.ask("SELECT monitoring.ensure_event_partitions('2026-11-20', '2026-11-22')");
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
        Topics.PERSISTENCE_OBSERVED.listen(vertx, observed::set);
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
        log.close();
        database.ask("DROP OWNED BY " + ROLE);
        database.close();
    }

    @Test
    void whoMayOnlyExecuteTheFunctionWritesThroughIt() throws Exception {
        grant("EXECUTE ON FUNCTION " + WRITE_EVENTS);

        everythingIsStoredOnPath("function");
    }

    @Test
    void whoMayOnlyInsertWritesIntoTheTable() throws Exception {
        grant("INSERT ON monitoring.monitoring_events");
        database.ask(
                "CREATE POLICY one_way ON monitoring.monitoring_events FOR INSERT TO " + ROLE + " WITH CHECK (true)");

        everythingIsStoredOnPath("insert");
    }

    @Test
    void whoMayOnlyUseTheViewWritesThroughIt() throws Exception {
        grant("INSERT ON monitoring.event_intake");

        everythingIsStoredOnPath("view");
    }

    @Test
    void onEveryPathRowsThatSomebodyElsesIndexOrTriggerRefusesAreDeadLettersAndNotPassedOver() throws Exception {
        database.ask("GRANT crossfade_writer TO " + ROLE);
        database.ask("REVOKE EXECUTE ON FUNCTION " + WRITE_EVENTS + " FROM crossfade_writer");
        database.ask("CREATE UNIQUE INDEX theirs ON monitoring.monitoring_events (source, received_at)"
                + " WHERE source = 'once'");
        database.ask("CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN IF NEW.source = ''never'' THEN RETURN NULL; END IF; RETURN NEW; END'");
        database.ask("CREATE TRIGGER swallow BEFORE INSERT ON monitoring.monitoring_events"
                + " FOR EACH ROW EXECUTE FUNCTION swallow()");
        append(Drafts.batch("good", 1, 20));
        append(Drafts.batch("once", 1, 10));
        append(Drafts.batch("never", 1, 5));
        append(Drafts.batch("good", 21, 20));
        deploy();

        awaitStored(41);
        assertThat(observed.get().writePath()).isEqualTo("insert");
        assertThat(database.ask("SELECT count(*) FROM monitoring.dead_letter_queue"))
                .isEqualTo("14");
    }

    @Test
    void whoMayDoNothingIsToldWhatIsMissingAndLosesNothingAndGoesOnWhenItIsGranted() throws Exception {
        append(Drafts.batch("waiting", 1, 300));
        deploy();
        awaitThat(
                "it is told", () -> observed.get().lastError().contains("EXECUTE on function monitoring.write_events"));
        assertThat(observed.get().lastError()).contains(ROLE).contains("INSERT on view monitoring.event_intake");
        assertThat(observed.get().writePath()).isEmpty();
        assertThat(log.stats().backlog()).isEqualTo(300);

        grant("EXECUTE ON FUNCTION " + WRITE_EVENTS);
        awaitStored(300);
    }

    @Test
    void whoMayNotEvenConnectOpensTheBreaker() throws Exception {
        database.ask("REVOKE CONNECT ON DATABASE " + database.owner().database() + " FROM PUBLIC");
        append(Drafts.batch("waiting", 1, 10));
        deploy();

        awaitThat("the breaker opens", () -> observed.get().breaker().opened() > 0);
        assertThat(observed.get().breaker().failures()).isLessThan(20);
        assertThat(observed.get().lastError()).contains("permission denied for database");
    }

    @Test
    void aPathThatIsTakenAwayGivesWayToTheNextOne() throws Exception {
        grant("EXECUTE ON FUNCTION " + WRITE_EVENTS);
        grant("INSERT ON monitoring.event_intake");
        everythingIsStoredOnPath("function");

        database.ask("REVOKE EXECUTE ON FUNCTION " + WRITE_EVENTS + " FROM " + ROLE);
        append(Drafts.batch("later", 1, 300));

        awaitStored(800);
        awaitThat("it is told", () -> observed.get().writePath().equals("view"));
        assertThat(database.ask("SELECT count(*) FROM monitoring.dead_letter_queue"))
                .isEqualTo("0");
    }

    @Test
    void whatAPolicyRefusesIsADeadLetterAndNoReasonToChangeThePath() throws Exception {
        database.ask("GRANT crossfade_writer TO " + ROLE);
        database.ask("REVOKE EXECUTE ON FUNCTION " + WRITE_EVENTS + " FROM crossfade_writer");
        database.ask("CREATE POLICY theirs ON monitoring.monitoring_events AS RESTRICTIVE FOR INSERT TO PUBLIC"
                + " WITH CHECK (source <> 'unwanted')");
        deploy();
        append(Drafts.batch("wanted", 1, 50));
        append(List.of(Drafts.draft("unwanted", 1)));
        append(Drafts.batch("wanted", 51, 50));

        awaitStored(100);
        assertThat(database.ask("SELECT string_agg(sqlstate, ' ') FROM monitoring.dead_letter_queue"))
                .isEqualTo("42501");
        assertThat(observed.get().writePath()).isEqualTo("insert");
    }

    @Test
    void withoutAPartitionAndTheRightToMakeOneNothingIsLostAndTheReasonIsTold() throws Exception {
        grant("INSERT ON monitoring.event_intake");
        deploy();
        append(List.of(Drafts.receivedAt(Instant.parse("2024-02-29T12:00:00Z"))));

        awaitThat("it is told", () -> observed.get().lastError().contains("no partition"));
        assertThat(log.stats().backlog()).isEqualTo(1);
        assertThat(database.ask("SELECT count(*) FROM monitoring.dead_letter_queue"))
                .isEqualTo("0");
        database.ask("SELECT monitoring.ensure_event_partitions('2024-02-29', '2024-02-29')");
        awaitStored(1);
    }

    private void everythingIsStoredOnPath(String path) throws Exception {
        append(Drafts.decidedBy(3, Drafts.batch("before", 1, 130)));
        append(Drafts.signedWith(KEY, Drafts.decidedBy(4, Drafts.batch("changed", 1, 120))));
        deploy();
        append(Drafts.decidedBy(5_000_000_000L, Drafts.batch("after", 1, 250)));

        awaitStored(500);
        awaitThat("the path is told", () -> observed.get().writePath().equals(path));
        assertThat(observed.get().breaker().failures())
                .as("what the role may not do besides is no failure of the database")
                .isZero();
        assertThat(observed.get().lastError()).isEmpty();
        assertThat(database.ask(
                        "SELECT string_agg(DISTINCT source || ' ' || config_version || coalesce(' ' || checksum_algorithm || ' '"
                                + " || checksum_key_id, ''), ', ')"
                                + " FROM monitoring.monitoring_events"))
                .isEqualTo("after 5000000000, before 3, changed 4 hmac-sha256 key-1");
    }

    private void append(List<EventDraft> drafts) throws Exception {
        log.append(drafts).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void grant(String right) throws SQLException {
        database.ask("GRANT " + right + " TO " + ROLE);
    }

    private void deploy() throws Exception {
        DatabaseAccess access = DatabaseAccess.external(database.owner().as(ROLE, "test"));
        await(vertx.deployVerticle(
                new PersistenceVerticle(log, TestSettings.first(settings), access, Clock.systemUTC())));
    }

    private void awaitStored(int rows) throws SQLException {
        awaitThat("the log is drained", () -> log.stats().backlog() == 0);
        assertThat(database.ask(
                        "SELECT count(*) || ' ' || count(DISTINCT sequence_id)" + " FROM monitoring.monitoring_events"))
                .isEqualTo(rows + " " + rows);
    }

    private static void awaitThat(String what, Callable<Boolean> fact) {
        Waiting.until(Duration.ofSeconds(20), what, fact);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }
}
