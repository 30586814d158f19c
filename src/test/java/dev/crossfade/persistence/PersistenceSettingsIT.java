package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventJson;
import dev.crossfade.testkit.Drafts;
import dev.crossfade.testkit.FaultProxy;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every setting of persistence that changes while it writes. */
class PersistenceSettingsIT {
    private static final String PATIENT = "flags: {MONITORING_TIMEOUT_MS: 120000}\n";

    private final Vertx vertx = Vertx.vertx();
    private final Settings settings = TestSettings.yaml(PATIENT);
    private final MemoryEventLog log = new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
    private final BlockingQueue<PersistenceObserved> told = new LinkedBlockingQueue<>();
    private TestDatabase database;
    private FaultProxy proxy;
    private long version = 1;

    @BeforeEach
    void deploy() throws Exception {
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
        Topics.PERSISTENCE_OBSERVED.listen(vertx, told::add);
        database = TestDatabase.migrated();
        DatabaseTarget target = database.daemon();
        proxy = FaultProxy.before(target.port());
        DatabaseTarget behind = new DatabaseTarget(
                target.host(), proxy.port(), target.database(), target.user(), target.password(), target.tls());
        vertx.deployVerticle(new PersistenceVerticle(
                        log, TestSettings.first(settings), DatabaseAccess.external(behind), Clock.systemUTC()))
                .await();
        awaitThat(PersistenceObserved::reachable);
    }

    @AfterEach
    void close() throws Exception {
        proxy.close();
        vertx.close().await();
        database.close();
        log.close();
    }

    @Test
    void theNextBatchHasTheSizeOfTheMoment() {
        change(PATIENT.replace("}", ", MONITORING_BATCH_SIZE: 1}"));
        append(40);
        long flushes = awaitThat(observed -> observed.rows() == 40).flushes();
        assertThat(flushes).isEqualTo(40);

        change(PATIENT);
        append(1_000);
        assertThat(awaitThat(observed -> observed.rows() == 1_040).flushes() - flushes)
                .isLessThan(100);
    }

    @Test
    void aStatementEndsByTheTimeoutOfTheMomentOnTheConnectionsThatAreThere() throws Exception {
        int connections = proxy.connections();
        change("flags: {MONITORING_TIMEOUT_MS: 200}");
        assertThat(proxy.connections()).isGreaterThanOrEqualTo(connections);
        try (Connection other = TestDatabase.connect(database.owner());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE monitoring.monitoring_events");
            long begun = System.nanoTime();
            append(10);
            assertThat(awaitThat(observed -> observed.breaker().failures() > 0).lastError())
                    .containsAnyOf("in time", "statement timeout");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(TestSettings.defaults().flags().timeout());
        }
        assertThat(awaitThat(observed -> observed.rows() > 0).rows()).isEqualTo(10);
    }

    @Test
    void anOpenBreakerStaysOpenUnderOtherKeysAndWaitsNoLongerThanItsOwnSays() throws Exception {
        change("database: {breaker: {failures: 1, reset_timeout: 1h}, retry: {attempts: 1}}");
        proxy.refuse();
        append(10);
        PersistenceObserved open = awaitThat(observed -> observed.breaker().state() == BreakerState.OPEN);
        assertThat(open.breaker().opened()).isEqualTo(1);
        proxy.delay(Duration.ZERO);

        change("database: {breaker: {failures: 7, reset_timeout: 1h}, retry: {attempts: 3}}");
        told.clear();
        assertThat(awaitThat(any -> true).breaker().state()).isEqualTo(BreakerState.OPEN);
        assertThat(awaitThat(any -> true).breaker()).isEqualTo(open.breaker());

        change("database: {breaker: {failures: 7, reset_timeout: 100ms}, retry: {attempts: 3}}");
        PersistenceObserved over = awaitThat(observed -> observed.rows() == 10);
        assertThat(over.breaker().state()).isEqualTo(BreakerState.CLOSED);
        assertThat(over.breaker().opened()).isEqualTo(1);
        assertThat(over.breaker().closed()).isEqualTo(1);
        assertThat(over.breaker().failures()).isEqualTo(open.breaker().failures());
    }

    private void change(String yaml) {
        TestSettings.change(vertx, ++version, TestSettings.yaml(yaml));
    }

    private void append(int events) {
        log.append(Drafts.batch("test", 1, events)).toCompletableFuture().join();
    }

    private PersistenceObserved awaitThat(Predicate<PersistenceObserved> fact) {
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
            PersistenceObserved observed = told.poll(10, TimeUnit.SECONDS);
            while (observed != null && !fact.test(observed) && System.nanoTime() < end) {
                observed = told.poll(10, TimeUnit.SECONDS);
            }
            assertThat(observed).as("what is told in the end").isNotNull().matches(fact);
            return observed;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
