package dev.crossfade.persistence;

import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.Note;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * The way from an event log in memory into a database of its own, with batches that are small and a breaker that soon
 * opens and soon tries again.
 */
final class TriedWritePath implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Settings settings =
            TestSettings.yaml("{flags: {MONITORING_TIMEOUT_MS: 4000, MONITORING_BATCH_SIZE: 10},"
                    + " database: {breaker: {failures: 2, reset_timeout: 200ms}}}");
    private final MemoryEventLog log = emptyLog();
    private final AtomicReference<PersistenceObserved> observed =
            new AtomicReference<>(PersistenceObserved.nothingYet());
    private final TestDatabase database = TestDatabase.migratedUnchecked();

    TriedWritePath() {
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
        Topics.PERSISTENCE_OBSERVED.listen(vertx, observed::set);
    }

    Vertx vertx() {
        return vertx;
    }

    Settings settings() {
        return settings;
    }

    TestDatabase database() {
        return database;
    }

    MemoryEventLog log() {
        return log;
    }

    /** Another log of the same node. */
    MemoryEventLog emptyLog() {
        return new MemoryEventLog("node-1", settings.eventLog(), EventJson::new);
    }

    /** What the verticle told last. */
    PersistenceObserved observed() {
        return observed.get();
    }

    void note(Note... notes) throws Exception {
        note(log, List.of(notes));
    }

    static void note(MemoryEventLog into, List<Note> notes) throws Exception {
        into.note(notes).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    void append(List<EventDraft> drafts) throws Exception {
        append(log, drafts);
    }

    static void append(MemoryEventLog into, List<EventDraft> drafts) throws Exception {
        into.append(drafts).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Begins to write what the log holds, and gives the deployment's id. */
    String deploy(DatabaseTarget target) throws Exception {
        return deploy(log, target);
    }

    String deploy(MemoryEventLog from, DatabaseTarget target) throws Exception {
        return await(vertx.deployVerticle(new PersistenceVerticle(
                from, TestSettings.first(settings), DatabaseAccess.external(target), Clock.systemUTC())));
    }

    void undeploy(String deployment) throws Exception {
        await(vertx.undeploy(deployment));
    }

    void awaitStored() {
        awaitThat("the log is drained", () -> log.stats().backlog() == 0);
    }

    @Override
    public void close() throws SQLException, TimeoutException {
        vertx.close().await(40, TimeUnit.SECONDS);
        log.close();
        database.close();
    }

    static void awaitThat(String what, BooleanSupplier fact) {
        Waiting.until(Duration.ofSeconds(40), what, fact::getAsBoolean);
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(40, TimeUnit.SECONDS);
    }
}
