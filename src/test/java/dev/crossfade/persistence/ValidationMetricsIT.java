package dev.crossfade.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.FlushSettled;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.bus.MetricsFlushJson;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.EventKind;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Flushes of metrics, from the event log into the database, between events and audit rows. */
class ValidationMetricsIT {
    private static final String METRICS = "monitoring.validation_metrics";
    private static final String SUM = "SELECT count(*) || ' ' || coalesce(sum(total_events), 0) FROM " + METRICS;
    private static final String ROLE = "metrics_writer_alone";

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final Vertx vertx = Vertx.vertx();
    private final Settings settings =
            TestSettings.yaml("{flags: {MONITORING_TIMEOUT_MS: 1000, MONITORING_BATCH_SIZE: 10},"
                    + " database: {breaker: {failures: 2, reset_timeout: 200ms}}}");
    private final MemoryEventLog log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
    private final AtomicReference<PersistenceObserved> observed =
            new AtomicReference<>(PersistenceObserved.nothingYet());
    private final Queue<FlushSettled> settled = new ConcurrentLinkedQueue<>();
    private TestDatabase database;

    @BeforeEach
    void create() throws SQLException {
        database = TestDatabase.migrated();
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
        Topics.PERSISTENCE_OBSERVED.listen(vertx, observed::set);
        Topics.FLUSH_SETTLED.listen(vertx, settled::add);
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
        log.close();
        database.close();
    }

    @Test
    void theSumOverFlushesIsWhatWasCountedAndEachIsToldAsStored() throws Exception {
        deploy(database.daemon());
        List<UUID> ids = new ArrayList<>();
        for (int n = 1; n <= 30; n++) {
            log.append(Drafts.batch("mixed", n * 7, 7)).toCompletableFuture().get(10, TimeUnit.SECONDS);
            MetricsFlush flush = flush(n, Map.of("a", counts(n, 1), "b", counts(2, 0)));
            ids.add(flush.id());
            note(metrics(flush));
            if (n % 3 == 0) {
                note(audit(n), metrics(flush(n + 100, Map.of("c", counts(1, 0)))), audit(n));
            }
        }
        awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("70 " + (30 * 31 / 2 + 30 + 60 + 10));
        assertThat(database.ask("SELECT count(*) FROM monitoring.config_audit")).isEqualTo("20");
        assertThat(database.ask("SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("210");
        assertThat(database.ask("SELECT string_agg(DISTINCT node, ' ') FROM " + METRICS))
                .isEqualTo("node-1");
        awaitThat("all are told", () -> settled.size() == 40);
        assertThat(settled)
                .allMatch(FlushSettled::stored)
                .extracting(FlushSettled::id)
                .containsSubsequence(ids);
        awaitThat("counted", () -> observed.get().metrics().total() == 40);
        assertThat(observed.get().metrics().rows()).isEqualTo(70);
        assertThat(observed.get().metrics().lastMillis()).isPositive();
    }

    @Test
    void aFlushThatIsWrittenAgainIsStoredOnceAndToldAgain() throws Exception {
        MetricsFlush flush = flush(1, Map.of("a", counts(5, 2), "b", counts(1, 0)));
        deploy(database.daemon());
        note(metrics(flush));
        note(metrics(flush), metrics(flush));
        note(audit(1), metrics(flush));
        awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("2 8");
        awaitThat("each is told", () -> settled.size() == 4);
        assertThat(settled).allMatch(told -> told.equals(new FlushSettled(flush.id(), true)));
        awaitThat("counted once", () -> observed.get().metrics().total() == 1);
        assertThat(observed.get().metrics().rows()).isEqualTo(2);
    }

    @Test
    void everyColumnSaysWhatItsNamePromises() throws Exception {
        deploy(database.daemon());
        note(metrics(flush(60, Map.of("slow \0 \"type\"", counts(3, 1, 5, 7, 10_000_000)))));
        awaitStored();

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
        deploy(database.daemon());
        note(
                metrics(flush(1, Map.of("a", counts(1, 0, 0, 0, 1_000_000)))),
                metrics(flush(1, Map.of("a", counts(0, 9, 3, 0, 90_000_000)))),
                metrics(new MetricsFlush(
                        UUID.randomUUID(),
                        1,
                        now.minusSeconds(7_300),
                        now.minusSeconds(7_200),
                        rows(now, Map.of("a", counts(10, 0, 0, 4, 0))))));
        awaitStored();

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
    void aFlushThatIsRefusedForGoodIsPassedOverByNameAndAllElseIsStored() throws Exception {
        database.ask("ALTER TABLE " + METRICS + " ADD CONSTRAINT trap CHECK (event_type <> 'refused')");
        deploy(database.daemon());
        MetricsFlush good = flush(1, Map.of("a", counts(1, 0)));
        MetricsFlush refused = flush(1, Map.of("a", counts(1, 0), "refused", counts(1, 0)));
        MetricsFlush alsoGood = flush(1, Map.of("a", counts(4, 0)));
        note(
                metrics(good),
                metrics(refused),
                new Note(Note.Kind.METRICS, "{\"no\":\"flush\"}".getBytes(UTF_8)),
                new Note(Note.Kind.METRICS, "no json".getBytes(UTF_8)),
                audit(1),
                metrics(alsoGood));
        log.append(Drafts.batch("behind", 1, 5)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("2 5");
        assertThat(database.ask("SELECT count(*) FROM monitoring.config_audit")).isEqualTo("1");
        assertThat(database.ask("SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("5");
        assertThat(settled)
                .containsExactly(
                        new FlushSettled(good.id(), true),
                        new FlushSettled(refused.id(), false),
                        new FlushSettled(alsoGood.id(), true));
        awaitThat("counted", () -> observed.get().metrics().passedOver() == 3);
        assertThat(observed.get().breaker().opened()).isZero();
    }

    @Test
    void aTableThatIsLockedCostsNoFlush() throws Exception {
        deploy(database.daemon());
        try (Connection other = database.connect()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE " + METRICS + " IN ACCESS EXCLUSIVE MODE");
            note(metrics(flush(1, Map.of("a", counts(3, 0)))));
            awaitThat("some failures", () -> observed.get().breaker().failures() >= 3);
            assertThat(log.stats().backlog()).isEqualTo(1);
        }
        awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("1 3");
        assertThat(settled).allMatch(FlushSettled::stored);
    }

    @Test
    void aSchemaThatKnowsNothingOfMetricsTakesAuditRowsAndEventsAllTheSame() throws Exception {
        database.ask("DROP FUNCTION monitoring.write_validation_metrics(jsonb)");
        deploy(database.daemon());
        note(audit(1), metrics(flush(1, Map.of("a", counts(3, 0)))), audit(2));
        log.append(Drafts.batch("behind", 1, 5)).toCompletableFuture().get(10, TimeUnit.SECONDS);
        awaitStored();

        assertThat(database.ask("SELECT count(*) FROM monitoring.config_audit")).isEqualTo("2");
        assertThat(database.ask("SELECT count(*) FROM monitoring.monitoring_events"))
                .isEqualTo("5");
        awaitThat("told", () -> !settled.isEmpty());
        assertThat(settled).noneMatch(FlushSettled::stored);
        assertThat(observed.get().breaker().failures()).isZero();
    }

    @Test
    void whatIsOlderThanItsRetentionIsDeletedAtTheStartAndWhenTheRetentionChanges() throws Exception {
        addOneRowADay(100);
        deploy(database.daemon());
        awaitAsked("SELECT count(*) FROM " + METRICS, "90");

        TestSettings.change(vertx, 2, TestSettings.yaml("{retention: {metrics: 10d}}"));
        awaitAsked("SELECT count(*) FROM " + METRICS, "10");
        assertThat(database.ask("SELECT max(passed_events) FROM " + METRICS)).isEqualTo("10");
    }

    @Test
    void muchIsDeletedPortionByPortion() throws Exception {
        addOneRowADay(100);
        assertThat(TestDatabase.ask(
                        database.daemon(), "SELECT monitoring.cleanup_validation_metrics(interval '95 days', 2)"))
                .isEqualTo("2");
        PgEventStore store = await(PgEventStore.connect(vertx, database.daemon(), 1, Duration.ofSeconds(10)));

        await(new MetricsRetentionWriter(new CurrentSettings(TestSettings.first(settings)), 3).care(store));

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
    void aWriterAddsMetricsThroughTheFunctionAloneAndCannotReadThem() throws Exception {
        database.ask("DROP ROLE IF EXISTS " + ROLE);
        database.ask("CREATE ROLE " + ROLE + " LOGIN PASSWORD 'test'");
        database.ask("GRANT crossfade_writer TO " + ROLE);
        DatabaseTarget writer = database.owner().as(ROLE, "test");
        try {
            deploy(writer);
            note(metrics(flush(1, Map.of("a", counts(3, 0)))));
            awaitStored();

            assertThat(database.ask(SUM)).isEqualTo("1 3");
            for (String forbidden : List.of(
                    "SELECT * FROM " + METRICS,
                    "SELECT * FROM monitoring.validation_metrics_recent",
                    "SELECT * FROM monitoring.metrics_hourly",
                    "INSERT INTO monitoring.metrics_daily DEFAULT VALUES",
                    "INSERT INTO " + METRICS + " DEFAULT VALUES",
                    "UPDATE " + METRICS + " SET passed_events = 0",
                    "DELETE FROM " + METRICS)) {
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
    void aReaderSeesTheTableAndBothViewsAndChangesNothing() throws Exception {
        deploy(database.daemon());
        note(metrics(flush(1, Map.of("a", counts(3, 0)))));
        awaitStored();
        database.ask("DROP ROLE IF EXISTS metrics_reader_alone");
        database.ask("CREATE ROLE metrics_reader_alone LOGIN PASSWORD 'test'");
        database.ask("GRANT crossfade_reader TO metrics_reader_alone");
        DatabaseTarget reader = database.owner().as("metrics_reader_alone", "test");

        for (String relation : List.of(
                METRICS,
                METRICS + "_recent",
                METRICS + "_summary",
                "monitoring.metrics_hourly",
                "monitoring.metrics_daily")) {
            assertThat(TestDatabase.ask(reader, "SELECT total_events FROM " + relation))
                    .as(relation)
                    .isEqualTo("3");
        }
        for (String forbidden : List.of(
                "DELETE FROM " + METRICS,
                "SELECT monitoring.write_validation_metrics('[]')",
                "SELECT monitoring.cleanup_validation_metrics('1 day')",
                "DELETE FROM monitoring.metrics_daily",
                "SELECT monitoring.cleanup_metrics_windows('1 day', '1 day')")) {
            assertThatThrownBy(() -> TestDatabase.ask(reader, forbidden))
                    .as(forbidden)
                    .hasMessageContaining("permission denied");
        }
        database.ask("DROP OWNED BY metrics_reader_alone");
    }

    @Test
    void aThousandTypesGoIntoOneFlush() throws Exception {
        deploy(database.daemon());
        String longName = "t".repeat(120);
        note(metrics(flush(
                1,
                IntStream.rangeClosed(0, 1_000)
                        .boxed()
                        .collect(Collectors.toMap(n -> longName + n, n -> counts(n, 0))))));
        awaitStored();

        assertThat(database.ask(SUM)).isEqualTo("1001 500500");
    }

    @Test
    void hoursAndDaysAreThoseInWhichTheEventsWereReceivedHoweverLateTheFlush() throws Exception {
        deploy(database.daemon());
        Instant evening = Instant.parse("2026-11-20T23:00:00Z");
        MetricsFlush late = new MetricsFlush(
                UUID.randomUUID(),
                1,
                now.minusSeconds(60),
                now,
                List.of(
                        row(evening, "a", Category.SYSTEM, counts(5, 1, 0, 2, 3_000_000)),
                        row(evening.plusSeconds(3600), "a", Category.SYSTEM, counts(7, 0, 0, 0, 0)),
                        row(evening.plusSeconds(3600), "a", Category.CRITICAL, counts(1, 0, 0, 0, 0)),
                        row(evening.plusSeconds(7200), "b", Category.DEBUG, counts(2, 0, 0, 0, 0))));
        MetricsFlush later = new MetricsFlush(
                UUID.randomUUID(), 1, now, now, List.of(row(evening, "a", Category.SYSTEM, counts(10, 0, 0, 1, 0))));
        note(metrics(late), metrics(late), metrics(later));
        note(metrics(later));
        note(metrics(late));
        awaitStored();

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

    @Test
    void hoursAndDaysAreDeletedAfterTimesOfTheirOwn() throws Exception {
        for (String table : List.of("metrics_hourly", "metrics_daily")) {
            database.ask(
                    "INSERT INTO monitoring." + table + " SELECT now() - n * interval '30 days', 't', 'system', 'n',"
                            + " n, 0, 0, 0, n, 0, 0, 0, 0 FROM generate_series(1, 150) AS n");
        }
        deploy(database.daemon());
        awaitAsked("SELECT max(passed_events) FROM monitoring.metrics_hourly", "12");
        awaitAsked("SELECT max(passed_events) FROM monitoring.metrics_daily", "121");

        TestSettings.change(vertx, 2, TestSettings.yaml("{retention: {hourly: 100d, daily: 200d}}"));
        awaitAsked("SELECT max(passed_events) FROM monitoring.metrics_hourly", "3");
        awaitAsked("SELECT max(passed_events) FROM monitoring.metrics_daily", "6");
    }

    private static Counts counts(long passed, long failed) {
        return counts(passed, failed, failed, 0, 1_000);
    }

    private static Counts counts(long passed, long failed, long errors, long warnings, long nanos) {
        return new Counts(passed + failed, passed, failed, 0, passed, failed, errors, warnings, nanos);
    }

    private static CountsRow row(Instant hour, String type, Category category, Counts counts) {
        return new CountsRow(hour, new EventKind(type, category), counts);
    }

    private static List<CountsRow> rows(Instant at, Map<String, Counts> byEventType) {
        return byEventType.entrySet().stream()
                .map(entry -> row(at.truncatedTo(ChronoUnit.HOURS), entry.getKey(), Category.SYSTEM, entry.getValue()))
                .toList();
    }

    private MetricsFlush flush(long seconds, Map<String, Counts> byEventType) {
        return new MetricsFlush(UUID.randomUUID(), 1, now.minusSeconds(seconds), now, rows(now, byEventType));
    }

    private static Note metrics(MetricsFlush flush) {
        return new Note(Note.Kind.METRICS, MetricsFlushJson.of(flush).toBuffer().getBytes());
    }

    private Note audit(long version) {
        AuditRow row = new AuditRow(
                UUID.randomUUID(),
                now,
                "anna",
                "override",
                "flags.MONITORING_TIMEOUT_MS",
                null,
                version,
                "",
                version,
                AuditRow.OverrideChange.NONE);
        return new Note(Note.Kind.AUDIT, AuditRowJson.of(row).toBuffer().getBytes());
    }

    private void note(Note... notes) throws Exception {
        log.note(List.of(notes)).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void deploy(DatabaseTarget target) throws Exception {
        await(vertx.deployVerticle(new PersistenceVerticle(
                log, TestSettings.first(settings), DatabaseAccess.external(target), Clock.systemUTC())));
    }

    private void awaitStored() {
        awaitThat("the log is drained", () -> log.stats().backlog() == 0);
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
}
