package dev.crossfade.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.ChangeOverrides;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.GuardChanged;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The guard in the daemon, with a clock that the test puts on and a keeper of overrides that answers as it is told. */
final class GuardVerticleTest {
    private static final long PATIENCE_SECONDS = 10;
    private static final int SLOW_MILLIS = 400;

    private final Vertx vertx = Vertx.vertx();
    private final MovableClock clock = new MovableClock();
    private final Settings settings = TestSettings.defaults();
    private final SettingsSnapshot first = TestSettings.first(settings);
    private final BlockingQueue<GuardObserved> observed = new LinkedBlockingQueue<>();
    private final BlockingQueue<GuardChanged> changes = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<AuditRow>> audited = new LinkedBlockingQueue<>();
    private final BlockingQueue<ChangeOverrides> wishes = new LinkedBlockingQueue<>();
    private final Queue<SettingsReply> replies = new ArrayDeque<>();
    private volatile boolean logFull;
    private long version = 1;

    @BeforeEach
    void deploy() {
        LocalCodec.register(vertx);
        Topics.GUARD_OBSERVED.listen(vertx, observed::add);
        Topics.GUARD_CHANGED.listen(vertx, changes::add);
        Endpoints.CHANGE_OVERRIDES.serve(vertx, wish -> {
            wishes.add(wish);
            SettingsReply reply = replies.poll();
            return Future.succeededFuture(
                    reply == null ? new SettingsReply.InForce(first, List.of(), List.of()) : reply);
        });
        vertx.deployVerticle(new GuardVerticle(first, this::audit, clock)).await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private CompletionStage<?> audit(List<AuditRow> rows) {
        audited.add(rows);
        return logFull
                ? CompletableFuture.failedFuture(new IllegalStateException("full"))
                : CompletableFuture.completedFuture(null);
    }

    @Test
    void atTheStartBothAdaptersAreIn() throws Exception {
        GuardObserved now = next(observed);

        assertThat(now.adapters()).containsOnlyKeys(Adapter.values());
        assertThat(now.adapters().values()).allSatisfy(guarded -> {
            assertThat(guarded.state()).isEqualTo(GuardState.CLOSED);
            assertThat(guarded.share()).isEqualTo(1);
        });
        assertThat(now.rolledBack()).isEmpty();
    }

    @Test
    void aTripIsSaidToldAndAuditedWithItsFigures() throws Exception {
        trip(Adapter.WEBSOCKET, 500);

        GuardChanged change = next(changes);
        assertThat(change.adapter()).isEqualTo(Adapter.WEBSOCKET);
        assertThat(change.now()).isEqualTo(GuardState.OPEN);
        assertThat(change.reason()).endsWith("ms, limit 400 ms");
        AuditRow row = next(audited).get(0);
        assertThat(row.actor()).isEqualTo("guard");
        assertThat(row.layer()).isEqualTo("guard");
        assertThat(row.key()).isEqualTo("guard.websocket");
        assertThat(row.before()).isEqualTo("closed");
        assertThat(row.now()).isEqualTo("open");
        assertThat(row.reason()).isEqualTo(change.reason());
        assertThat(row.version()).isEqualTo(version);
    }

    @Test
    void aProbeAndTheRecoveryAreToldAndAuditedToo() throws Exception {
        trip(Adapter.REALTIME, SLOW_MILLIS);
        for (int minutes = 0; minutes < 5; minutes++) {
            clock.pass(Duration.ofMinutes(1));
            look();
        }

        List<String> rows = new ArrayList<>();
        while (!rows.contains("closed")) {
            next(audited).forEach(row -> rows.add((String) row.now()));
        }
        assertThat(rows).containsSubsequence("open", "probing", "closed");
        assertThat(List.of(
                        next(changes).now(), next(changes).now(), next(changes).now()))
                .containsExactly(GuardState.OPEN, GuardState.PROBING, GuardState.CLOSED);
    }

    @Test
    void rowsThatTheLogDoesNotTakeAreGivenToItAgain() throws Exception {
        logFull = true;
        trip(Adapter.REALTIME, SLOW_MILLIS);
        AuditRow row = next(audited).get(0);
        logFull = false;

        while (!next(audited).equals(List.of(row))) {
            assertThat(row.key()).isEqualTo("guard.realtime");
        }
    }

    @Test
    void theThirdTripSetsTheCategoriesOfRealtimeBack() throws Exception {
        trip(Adapter.REALTIME, SLOW_MILLIS);
        again();
        assertThat(wishes).isEmpty();
        again();

        ChangeOverrides wish = next(wishes);
        assertThat(wish.set())
                .isEqualTo(Map.of(
                        "dual_write.categories.critical.adapters", List.of("websocket"),
                        "dual_write.categories.system.adapters", List.of("websocket")));
        assertThat(wish.actor()).isEqualTo("guard");
        assertThat(wish.expectedVersion()).isEmpty();
        assertThat(wish.reason())
                .startsWith("realtime was taken out 3 times within 600 s, last since the 95th percentile");
    }

    @Test
    void aRollbackThatCannotBeKeptIsAskedForAgain() throws Exception {
        replies.add(new SettingsReply.NotKept("the disk is full"));
        trip(Adapter.REALTIME, SLOW_MILLIS);
        again();
        again();

        assertThat(next(wishes)).isEqualTo(next(wishes));
    }

    @Test
    void tripsOfWebsocketSetNothingBack() throws Exception {
        for (int trips = 0; trips < 4; trips++) {
            trip(Adapter.WEBSOCKET, 500);
            TestSettings.change(vertx, ++version, TestSettings.yaml("dual_write: {circuit_breaker_enabled: false}"));
            await(now -> now.adapters().get(Adapter.WEBSOCKET).state() == GuardState.CLOSED);
        }

        assertThat(wishes).isEmpty();
    }

    @Test
    void whatParityFindsTripsRealtime() throws Exception {
        parity(1_000, 0);
        parity(1_100, 30);

        assertThat(next(changes).reason())
                .isEqualTo("30 of 100 compared events of critical were missing or changed over realtime in 300 s: 30 %,"
                        + " limit 1 %");
    }

    @Test
    void whatIsSetBackIsSaidAsLongAsTheOverrideIsThere() throws Exception {
        String key = "dual_write.categories.system.adapters";
        config(Map.of(key, new OverrideEntry(List.of("websocket"), false, "guard", "late", Instant.EPOCH)));
        await(now -> now.rolledBack().equals(Map.of(Category.SYSTEM, "late")));
        config(Map.of(key, new OverrideEntry(List.of("websocket"), false, "root", "mine", Instant.EPOCH)));

        await(now -> now.rolledBack().isEmpty());
    }

    @Test
    void whileTheDaemonStopsNothingIsJudged() throws Exception {
        Topics.STOPPING.publish(vertx, new Stopping());
        for (int second = 0; second < 5; second++) {
            deliver(Adapter.REALTIME, SLOW_MILLIS);
        }

        assertThat(look().adapters().get(Adapter.REALTIME).state()).isEqualTo(GuardState.CLOSED);
        assertThat(changes).isEmpty();
    }

    private void trip(Adapter adapter, int millis) throws Exception {
        deliver(adapter, millis);
        deliver(adapter, millis);
        assertThat(deliver(adapter, millis).adapters().get(adapter).state()).isEqualTo(GuardState.OPEN);
    }

    /** Tried again, and as bad as before. */
    private void again() throws Exception {
        clock.pass(Duration.ofMinutes(2));
        assertThat(look().adapters().get(Adapter.REALTIME).state()).isEqualTo(GuardState.PROBING);
        trip(Adapter.REALTIME, SLOW_MILLIS);
    }

    private GuardObserved deliver(Adapter adapter, int millis) throws Exception {
        clock.pass(Duration.ofSeconds(1));
        Histogram latency = new Histogram(2);
        latency.recordValueWithCount(millis * 1_000L, 50);
        Topics.DELIVERY_OBSERVED.publish(
                vertx, new DeliveryObserved(adapter, "one", 1, 50, 50, 0, 0, 0, Map.of(Category.SYSTEM, latency)));
        return look();
    }

    private void parity(long compared, long missing) throws Exception {
        clock.pass(Duration.ofSeconds(1));
        ParityFigures figures = new ParityFigures(
                compared, compared - missing, 0, Map.of(Adapter.REALTIME, missing), 0, 0, 0, 0, 0, 0, 0, 0);
        Topics.PARITY_OBSERVED.publish(
                vertx,
                new ParityObserved(
                        Map.of(Category.CRITICAL, figures),
                        figures,
                        Map.of(),
                        Duration.ofMinutes(5),
                        Map.of(),
                        clock.instant()));
        look();
    }

    private void config(Map<String, OverrideEntry> overrides) {
        Topics.CONFIG_OBSERVED.publish(
                vertx, new ConfigObserved(first, List.of(), Optional.empty(), 0, List.of(), overrides, 0, false));
    }

    /** Has it look at once, as other settings do, and waits for what it says after all that it was told before. */
    private GuardObserved look() throws Exception {
        TestSettings.change(vertx, ++version, settings);
        String token = "look " + version;
        config(Map.of(
                "dual_write.categories.debug.adapters",
                new OverrideEntry(List.of("websocket"), false, "guard", token, Instant.EPOCH)));
        return await(now -> token.equals(now.rolledBack().get(Category.DEBUG)));
    }

    private GuardObserved await(Predicate<GuardObserved> wanted) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        GuardObserved now = next(observed);
        while (!wanted.test(now)) {
            assertThat(System.nanoTime()).as("still %s", now).isLessThan(deadline);
            now = next(observed);
        }
        return now;
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing came in " + PATIENCE_SECONDS + " s");
        }
        return next;
    }
}
