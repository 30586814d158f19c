package dev.crossfade.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.AuditPage;
import dev.crossfade.bus.AuditQuery;
import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.StoredOverride;
import dev.crossfade.bus.StoredOverridesQuery;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditRow.OverrideChange;
import dev.crossfade.config.PlainValue;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.Note;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Audit rows, from the event log into the database and back, between the events and whatever the database does. */
class ConfigAuditIT {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00.123456Z");
    private static final String PERCENTAGE = "dual_write.categories.debug.percentage";
    private static final String AUDIT = "monitoring.config_audit";
    private static final String EVENTS = "monitoring.monitoring_events";
    private static final String ROLE = "audit_writer_alone";

    private final Vertx vertx = Vertx.vertx();
    private final Settings settings =
            TestSettings.yaml("{flags: {MONITORING_TIMEOUT_MS: 1000, MONITORING_BATCH_SIZE: 10},"
                    + " database: {breaker: {failures: 2, reset_timeout: 200ms}}}");
    private final MemoryEventLog log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
    private final AtomicReference<PersistenceObserved> observed =
            new AtomicReference<>(PersistenceObserved.nothingYet());
    private TestDatabase database;

    @BeforeEach
    void create() throws SQLException {
        database = TestDatabase.migrated();
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
        Topics.PERSISTENCE_OBSERVED.listen(vertx, observed::set);
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
        log.close();
        database.close();
    }

    @Test
    void rowsAndEventsThatLieMixedInTheLogAreAllStoredOnceInTheirOrder() throws Exception {
        List<AuditRow> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            append(Drafts.batch("mixed", i * 7, 7));
            for (int n = 0; n < i % 3; n++) {
                rows.add(row(PERCENTAGE, i, n, OverrideChange.NONE));
                note(rows.get(rows.size() - 1));
            }
        }
        deploy(database.daemon());
        append(Drafts.batch("late", 1, 100));
        awaitStored();

        assertThat(database.ask("SELECT count(*) || ' ' || max(sequence_id) FROM " + EVENTS))
                .isEqualTo("380 380");
        assertThat(database.ask("SELECT count(*) FROM (SELECT sequence_id - lag(sequence_id) OVER (ORDER BY position)"
                        + " AS step FROM " + EVENTS + ") s WHERE step <> 1"))
                .isEqualTo("0");
        List<AuditRow> stored = new ArrayList<>(page(any(100)).rows());
        Collections.reverse(stored);
        assertThat(stored).isEqualTo(rows);
        assertThat(database.ask("SELECT string_agg(DISTINCT node, ' ') FROM " + AUDIT))
                .isEqualTo("node-1");
        assertThat(observed.get().breaker().failures()).isZero();
    }

    @Test
    void whatIsWrittenAgainAfterACrashIsKeptOnce() throws Exception {
        List<EventDraft> events = Drafts.batch("again", 1, 25);
        AuditRow set = row(PERCENTAGE, 20, 50, OverrideChange.SET);
        MemoryEventLog lostCheckpoint = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
        for (MemoryEventLog same : List.of(log, lostCheckpoint)) {
            append(same, events);
            note(same, set);
            append(same, Drafts.batch("behind", 1, 5));
        }
        String deployment = deploy(database.daemon());
        awaitStored();
        await(vertx.undeploy(deployment));
        await(vertx.deployVerticle(verticle(lostCheckpoint, database.daemon())));
        awaitThat("all is done again", () -> lostCheckpoint.stats().backlog() == 0);

        assertThat(database.ask("SELECT count(*) FROM " + EVENTS)).isEqualTo("30");
        assertThat(page(any(10)).rows()).containsExactly(set);
        assertThat(overrides()).extracting(StoredOverride::value).containsExactly(50L);
        lostCheckpoint.close();
    }

    @Test
    void whatIsNotedWhileTheDatabaseIsAwayIsStoredWhenItComesBack() throws Exception {
        deploy(database.daemon());
        awaitThat("connected", () -> observed.get().reachable());
        DatabaseTarget elsewhere = database.owner().database("postgres");
        String name = database.owner().database();
        TestDatabase.ask(elsewhere, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        TestDatabase.ask(
                elsewhere,
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" + name + "'");
        AuditRow set = row(PERCENTAGE, 50, 20, OverrideChange.SET);
        note(set);
        append(Drafts.batch("away", 1, 3));
        awaitThat("the breaker has opened", () -> observed.get().breaker().opened() > 0);
        assertThat(log.stats().backlog()).isEqualTo(4);
        assertThatThrownBy(() -> page(any(10))).hasMessageContaining("the database is not reachable");

        TestDatabase.ask(elsewhere, "ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        awaitStored();
        assertThat(page(any(10)).rows()).containsExactly(set);
    }

    @Test
    void anOverrideIsWhatItsLatestChangeSaysInWhateverOrderTheChangesCome() throws Exception {
        deploy(database.daemon());
        note(row("flags.MONITORING_TIMEOUT_MS", 1, 9000, OverrideChange.SET, NOON.plusSeconds(2)));
        note(row("flags.MONITORING_TIMEOUT_MS", 2, 7000, OverrideChange.SET, NOON.plusSeconds(1)));
        note(row("dual_write.global_override", 3, null, OverrideChange.DROPPED, NOON.plusSeconds(2)));
        note(row("dual_write.global_override", 4, "websocket_only", OverrideChange.SET, NOON));
        note(row("file.only", 5, true, OverrideChange.NONE, NOON));
        note(
                row(PERCENTAGE, 6, 10, OverrideChange.SET, NOON),
                row(PERCENTAGE, 7, null, OverrideChange.DROPPED, NOON.plusSeconds(1)),
                row(PERCENTAGE, 8, List.of("websocket", "realtime"), OverrideChange.SET, NOON.plusSeconds(2)));
        awaitStored();

        assertThat(overrides())
                .containsExactly(
                        new StoredOverride(
                                PERCENTAGE,
                                List.of("websocket", "realtime"),
                                false,
                                "anna",
                                "because 8",
                                NOON.plusSeconds(2),
                                8,
                                "node-1"),
                        new StoredOverride(
                                "dual_write.global_override",
                                null,
                                true,
                                "anna",
                                "because 3",
                                NOON.plusSeconds(2),
                                3,
                                "node-1"),
                        new StoredOverride(
                                "flags.MONITORING_TIMEOUT_MS",
                                9000L,
                                false,
                                "anna",
                                "because 1",
                                NOON.plusSeconds(2),
                                1,
                                "node-1"));
        assertThat(page(any(100)).rows()).hasSize(8);
    }

    @Test
    void aListIsFilteredByEverythingThatCanBeAskedAndGoesOnFromItsCursor() throws Exception {
        deploy(database.daemon());
        note(
                row("dual_write.categories", 1, 1, OverrideChange.NONE, NOON),
                row(PERCENTAGE, 2, 1.5, OverrideChange.NONE, NOON.plusSeconds(1)),
                row("dual_write.categories_more", 3, "a", OverrideChange.NONE, NOON.plusSeconds(2)),
                new AuditRow(
                        UUID.randomUUID(), NOON, "file", "file", "ingest.x_%", null, false, "", 4, OverrideChange.NONE),
                row("dual_write", 5, 1, OverrideChange.NONE, NOON.plusSeconds(3)));
        awaitStored();

        assertThat(versions(query().key("dual_write.categories"))).containsExactly(2L, 1L);
        assertThat(versions(query().key("dual_write"))).containsExactly(5L, 3L, 2L, 1L);
        assertThat(versions(query().key(PERCENTAGE))).containsExactly(2L);
        assertThat(versions(query().key("%"))).isEmpty();
        assertThat(versions(query().actor("file"))).containsExactly(4L);
        assertThat(versions(query().layer("override"))).containsExactly(5L, 3L, 2L, 1L);
        assertThat(versions(query().from(NOON.plusSeconds(1)).to(NOON.plusSeconds(3))))
                .containsExactly(3L, 2L);
        AuditPage first = page(query().limit(2).build());
        assertThat(first.rows()).extracting(AuditRow::version).containsExactly(5L, 4L);
        AuditPage second = page(query().limit(2).before(first.next()).build());
        assertThat(second.rows()).extracting(AuditRow::version).containsExactly(3L, 2L);
        AuditPage third = page(query().limit(2).before(second.next()).build());
        assertThat(third.rows()).extracting(AuditRow::version).containsExactly(1L);
        assertThat(third.next()).isEmpty();
        assertThat(page(query().limit(5).build()).next()).isEmpty();
    }

    @Test
    void aReasonMayHoldAnyCharacter() throws Exception {
        deploy(database.daemon());
        String odd = "ä€😀 \"quoted\" \\u0000 \\ \n\t'; DROP TABLE x; --";
        note(withReason(odd), withReason("nul \0 and \\\0 end"));
        awaitStored();

        assertThat(page(any(10)).rows())
                .extracting(AuditRow::reason)
                .containsExactly("nul \ufffd and \\\ufffd end", odd);
    }

    @Test
    void aRowThatIsRefusedForGoodIsPassedOverAndAllElseIsStored() throws Exception {
        database.ask("ALTER TABLE " + AUDIT + " ADD CONSTRAINT trap CHECK (reason <> 'refused')");
        deploy(database.daemon());
        append(Drafts.batch("before", 1, 5));
        AuditRow good = row(PERCENTAGE, 1, 2, OverrideChange.SET);
        AuditRow alsoGood = row(PERCENTAGE, 2, 3, OverrideChange.NONE);
        log.note(List.of(
                        json(good),
                        json(withReason("refused")),
                        new Note(Note.Kind.AUDIT, "{\"no\":\"row\"}".getBytes(UTF_8)),
                        new Note(Note.Kind.AUDIT, "no json".getBytes(UTF_8)),
                        json(alsoGood)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        append(Drafts.batch("behind", 1, 5));
        awaitStored();

        assertThat(page(any(10)).rows()).containsExactly(alsoGood, good);
        assertThat(database.ask("SELECT count(*) FROM " + EVENTS)).isEqualTo("10");
        assertThat(observed.get().breaker().opened()).isZero();
    }

    @Test
    void aRowThatTakesTooLongWaitsUntilItIsTakenAndCostsNothingBehindIt() throws Exception {
        database.ask("CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.reason = 'slow' THEN"
                + " PERFORM pg_sleep(60); END IF; RETURN NEW; END $$");
        database.ask("CREATE TRIGGER trap BEFORE INSERT ON " + AUDIT + " FOR EACH ROW EXECUTE FUNCTION trap()");
        deploy(database.daemon());
        AuditRow good = row(PERCENTAGE, 1, 2, OverrideChange.SET);
        AuditRow slow = withReason("slow");
        note(good, slow);
        append(Drafts.batch("behind", 1, 5));
        awaitThat("more failures than attempts", () -> observed.get().breaker().failures() >= 3);

        assertThat(log.stats().backlog()).isEqualTo(7);
        assertThat(observed.get().lastError())
                .contains(
                        "audit row waits",
                        "not come to its end in time",
                        slow.id().toString());
        database.ask("ALTER TABLE " + AUDIT + " DISABLE TRIGGER trap");
        awaitStored();
        assertThat(page(any(10)).rows()).extracting(AuditRow::id).containsExactly(slow.id(), good.id());
        assertThat(database.ask("SELECT count(*) FROM " + EVENTS)).isEqualTo("5");
    }

    @Test
    void anOverrideWhoseRowSomebodyHasLockedIsKeptOnceTheLockIsGone() throws Exception {
        deploy(database.daemon());
        note(row(PERCENTAGE, 1, 2, OverrideChange.SET));
        awaitStored();
        AuditRow next = row(PERCENTAGE, 2, 3, OverrideChange.SET);
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT key FROM monitoring.config_overrides FOR UPDATE");
            note(next);
            append(Drafts.batch("behind", 1, 5));
            awaitThat("some failures", () -> observed.get().breaker().failures() >= 3);
            assertThat(log.stats().backlog()).isEqualTo(6);
            assertThat(observed.get().lastError())
                    .contains("audit row waits", "holds a lock", next.id().toString());
        }
        awaitStored();
        assertThat(page(any(1)).rows()).containsExactly(next);
        assertThat(overrides()).extracting(StoredOverride::value).containsExactly(3L);
    }

    @Test
    void aTableThatIsLockedCostsNoRow() throws Exception {
        deploy(database.daemon());
        AuditRow row = row(PERCENTAGE, 1, 2, OverrideChange.SET);
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE " + AUDIT + " IN ACCESS EXCLUSIVE MODE");
            note(row);
            append(Drafts.batch("behind", 1, 5));
            awaitThat("some failures", () -> observed.get().breaker().failures() >= 3);
            assertThat(log.stats().backlog()).isEqualTo(6);
        }
        awaitStored();
        assertThat(page(any(10)).rows()).containsExactly(row);
    }

    @Test
    void aSchemaThatKnowsNothingOfAuditRowsTakesTheEventsAllTheSame() throws Exception {
        database.ask("DROP FUNCTION monitoring.write_audit(jsonb)");
        database.ask("DROP TABLE monitoring.config_audit, monitoring.config_overrides");
        deploy(database.daemon());
        append(Drafts.batch("before", 1, 5));
        note(row(PERCENTAGE, 1, 2, OverrideChange.SET));
        append(Drafts.batch("behind", 1, 5));
        awaitStored();

        assertThat(database.ask("SELECT count(*) FROM " + EVENTS)).isEqualTo("10");
        assertThat(observed.get().breaker().failures()).isZero();
        assertThatThrownBy(() -> page(any(10))).hasMessageContaining("the database could not answer");
    }

    @Test
    void aWriterAddsRowsThroughTheFunctionAloneAndReadsNothingButTheOverrides() throws Exception {
        database.ask("DROP ROLE IF EXISTS " + ROLE);
        database.ask("CREATE ROLE " + ROLE + " LOGIN PASSWORD 'test'");
        database.ask("GRANT crossfade_writer TO " + ROLE);
        DatabaseTarget writer = database.owner().as(ROLE, "test");
        try {
            deploy(writer);
            note(row(PERCENTAGE, 1, 2, OverrideChange.SET));
            awaitStored();

            assertThat(overrides()).extracting(StoredOverride::value).containsExactly(2L);
            assertThat(database.ask("SELECT count(*) FROM " + AUDIT)).isEqualTo("1");
            for (String forbidden : List.of(
                    "SELECT * FROM " + AUDIT,
                    "INSERT INTO " + AUDIT + " DEFAULT VALUES",
                    "DELETE FROM " + AUDIT,
                    "UPDATE monitoring.config_overrides SET dropped = true",
                    "DELETE FROM monitoring.config_overrides")) {
                assertThatThrownBy(() -> TestDatabase.ask(writer, forbidden))
                        .as(forbidden)
                        .hasMessageContaining("permission denied");
            }
        } finally {
            database.ask(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '" + ROLE + "'");
            database.ask("DROP OWNED BY " + ROLE);
        }
    }

    @Test
    void aReaderSeesRowsAndOverridesAndChangesNeither() throws Exception {
        database.ask(
                "SELECT monitoring.write_audit('[{\"id\": \"00000000-0000-0000-0000-000000000001\", \"at\": \"now\","
                        + " \"actor\": \"a\", \"layer\": \"override\", \"key\": \"k\", \"new\": 1, \"reason\": \"\","
                        + " \"version\": 1, \"node\": \"n\", \"override_change\": \"set\"}]')");
        database.ask("DROP ROLE IF EXISTS audit_reader_alone");
        database.ask("CREATE ROLE audit_reader_alone LOGIN PASSWORD 'test'");
        database.ask("GRANT crossfade_reader TO audit_reader_alone");
        DatabaseTarget reader = database.owner().as("audit_reader_alone", "test");

        assertThat(TestDatabase.ask(reader, "SELECT count(*) FROM " + AUDIT)).isEqualTo("1");
        assertThat(TestDatabase.ask(reader, "SELECT value FROM monitoring.config_overrides"))
                .isEqualTo("1");
        assertThatThrownBy(() -> TestDatabase.ask(reader, "SELECT monitoring.write_audit('[]')"))
                .hasMessageContaining("permission denied");
        database.ask("DROP OWNED BY audit_reader_alone");
    }

    private static AuditRow row(String key, long version, Object now, OverrideChange change) {
        return row(key, version, now, change, NOON.plusSeconds(version));
    }

    private static AuditRow row(String key, long version, Object now, OverrideChange change, Instant at) {
        return new AuditRow(
                UUID.randomUUID(),
                at,
                "anna",
                "override",
                key,
                100L,
                PlainValue.of(now),
                "because " + version,
                version,
                change);
    }

    private static AuditRow withReason(String reason) {
        return new AuditRow(
                UUID.randomUUID(), NOON, "anna", "override", PERCENTAGE, null, 1, reason, 1, OverrideChange.NONE);
    }

    private static Note json(AuditRow row) {
        return new Note(Note.Kind.AUDIT, AuditRowJson.of(row).toBuffer().getBytes());
    }

    private void note(AuditRow... rows) throws Exception {
        note(log, rows);
    }

    private static void note(MemoryEventLog into, AuditRow... rows) throws Exception {
        into.note(List.of(rows).stream().map(ConfigAuditIT::json).toList())
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private void append(List<EventDraft> drafts) throws Exception {
        append(log, drafts);
    }

    private static void append(MemoryEventLog into, List<EventDraft> drafts) throws Exception {
        into.append(drafts).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Query query() {
        return new Query();
    }

    private static AuditQuery any(int limit) {
        return query().limit(limit).build();
    }

    private List<Long> versions(Query query) throws Exception {
        return page(query.build()).rows().stream().map(AuditRow::version).toList();
    }

    private AuditPage page(AuditQuery query) throws Exception {
        return await(Endpoints.AUDIT.ask(vertx, query));
    }

    private List<StoredOverride> overrides() throws Exception {
        return await(Endpoints.STORED_OVERRIDES.ask(vertx, new StoredOverridesQuery()))
                .overrides();
    }

    private String deploy(DatabaseTarget target) throws Exception {
        return await(vertx.deployVerticle(verticle(log, target)));
    }

    private PersistenceVerticle verticle(MemoryEventLog from, DatabaseTarget target) {
        return new PersistenceVerticle(
                from, TestSettings.first(settings), DatabaseAccess.external(target), Clock.systemUTC());
    }

    private void awaitStored() {
        awaitThat("the log is drained", () -> log.stats().backlog() == 0);
    }

    private static void awaitThat(String what, BooleanSupplier fact) {
        long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
        while (!fact.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }

    /** A question, put together from what it asks. */
    private static final class Query {
        private Optional<String> actor = Optional.empty();
        private Optional<String> layer = Optional.empty();
        private Optional<String> key = Optional.empty();
        private Optional<Instant> from = Optional.empty();
        private Optional<Instant> to = Optional.empty();
        private OptionalLong before = OptionalLong.empty();
        private int limit = 100;

        Query actor(String wanted) {
            actor = Optional.of(wanted);
            return this;
        }

        Query layer(String wanted) {
            layer = Optional.of(wanted);
            return this;
        }

        Query key(String wanted) {
            key = Optional.of(wanted);
            return this;
        }

        Query from(Instant wanted) {
            from = Optional.of(wanted);
            return this;
        }

        Query to(Instant wanted) {
            to = Optional.of(wanted);
            return this;
        }

        Query before(OptionalLong cursor) {
            before = cursor;
            return this;
        }

        Query limit(int most) {
            limit = most;
            return this;
        }

        AuditQuery build() {
            return new AuditQuery(actor, layer, key, from, to, before, limit);
        }
    }
}
