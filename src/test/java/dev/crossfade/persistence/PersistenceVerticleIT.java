package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.config.Loaded;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.EventJson;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the log into the database, with a database that comes, goes and dies. */
class PersistenceVerticleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final HistoryQuery ANY = new HistoryQuery(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            HistoryQuery.Order.NEWEST_FIRST,
            10);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final Settings settings = settings();
    private final MemoryEventLog log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
    private EmbeddedDatabase server;

    @BeforeEach
    void makeServer() {
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
        server = new EmbeddedDatabase(folder.resolve("postgres"), TestDatabase.binaries(), folder.resolve("logs"));
    }

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
        server.stop(PATIENCE);
        log.close();
    }

    @Test
    void whatIsInTheLogIsStoredButForWhatIsNotToBe() throws Exception {
        append(Drafts.batch("before", 1, 250));
        deploy(DatabaseAccess.embedded(server));
        append(List.of(Drafts.liveOnly("live", 1)));
        append(Drafts.batch("after", 1, 250));
        awaitStored();

        assertThat(ask("SELECT count(*) FROM monitoring.monitoring_events")).isEqualTo("500");
        assertThat(ask("SELECT count(*) FROM monitoring.monitoring_events WHERE source = 'live'"))
                .isEqualTo("0");
        assertThat(await(Endpoints.HISTORY.ask(vertx, ANY)).events()).hasSize(10);
        assertThat(ask("SELECT count(*) FROM pg_stat_activity WHERE usename = 'crossfade'"))
                .isNotEqualTo("0");
        assertThat(ask("SELECT count(*) FROM pg_inherits WHERE inhparent = 'monitoring.monitoring_events'::regclass"
                        + " AND inhrelid::regclass::text > 'monitoring.monitoring_events_p'"
                        + " || to_char(now() AT TIME ZONE 'UTC', 'YYYYMMDD')"))
                .isEqualTo("2");
    }

    @Test
    void aServerThatIsKilledInTheMiddleOfADrainLosesNothingRepeatsNothingAndKeepsTheOrder() throws Exception {
        deploy(DatabaseAccess.embedded(server));
        for (int batch = 0; batch < 150; batch++) {
            append(Drafts.batch("drain", batch * 100, 100));
            if (batch % 50 == 25) {
                long before = log.stats().checkpoint();
                awaitThat("something more is stored", () -> log.stats().checkpoint() > before);
                append(Drafts.batch("in flight", batch, 3_000));
                TestDatabase.kill(server.pid());
            }
        }
        awaitStored();

        long end = log.stats().endOffset();
        assertThat(ask("SELECT count(*) || ' ' || count(DISTINCT sequence_id) || ' ' || max(sequence_id)"
                        + " FROM monitoring.monitoring_events"))
                .isEqualTo(end + " " + end + " " + end);
        assertThat(ask("SELECT count(*) FROM (SELECT sequence_id - lag(sequence_id) OVER (ORDER BY position) AS step"
                        + " FROM monitoring.monitoring_events) s WHERE step <> 1"))
                .isEqualTo("0");
    }

    @Test
    void withTheDatabaseAwayItStartsAndQuestionsFailAtOnceAndAllIsStoredWhenItComes() throws Exception {
        DatabaseTarget target = server.start().owner();
        server.stop(PATIENCE);
        deploy(DatabaseAccess.external(target));
        append(Drafts.batch("away", 1, 300));
        long begun = System.nanoTime();

        assertThatThrownBy(() -> await(Endpoints.HISTORY.ask(vertx, ANY)))
                .hasCauseInstanceOf(Unavailable.class)
                .hasMessageContaining("the database is not reachable");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
        assertThat(log.stats().backlog()).isEqualTo(300);

        CountDownLatch reachable = new CountDownLatch(1);
        Topics.PERSISTENCE_OBSERVED.listen(vertx, observed -> countDown(reachable, observed));
        server.start();
        awaitStored();
        assertThat(reachable.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ask("SELECT count(*) FROM monitoring.monitoring_events")).isEqualTo("300");
    }

    @Test
    void stoppingStoresWhatIsLeftAndStopsTheServer() throws Exception {
        String deployment = deploy(DatabaseAccess.embedded(server));
        append(Drafts.batch("last", 1, 2_000));
        await(vertx.undeploy(deployment));

        assertThat(log.stats().backlog()).isZero();
        assertThat(server.pid()).isZero();
    }

    private static void countDown(CountDownLatch latch, PersistenceObserved observed) {
        if (observed.reachable() && observed.rows() == 300) {
            latch.countDown();
        }
    }

    private String deploy(DatabaseAccess access) throws Exception {
        return await(vertx.deployVerticle(
                new PersistenceVerticle(log, TestSettings.first(settings), access, Clock.systemUTC())));
    }

    private void append(List<EventDraft> drafts) throws Exception {
        log.append(drafts).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private void awaitStored() {
        awaitThat("the log is drained", () -> log.stats().backlog() == 0);
    }

    private static void awaitThat(String what, Callable<Boolean> fact) {
        Waiting.until(Duration.ofSeconds(40), what, fact);
    }

    private String ask(String sql) throws SQLException, IOException {
        return TestDatabase.ask(
                ClusterAccess.load(folder.resolve("postgres/access.properties")).owner(), sql);
    }

    private static Settings settings() {
        String yaml = "flags:\n  MONITORING_BATCH_SIZE: 100\n  MONITORING_TIMEOUT_MS: 3000\n";
        return ((Loaded) new SettingsReader(Path.of("data"), Map.of(), Map.of()).read("test.yaml", yaml)).settings();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }
}
