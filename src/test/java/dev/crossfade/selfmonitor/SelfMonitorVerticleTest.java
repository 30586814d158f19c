package dev.crossfade.selfmonitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.BreakerChanged;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.EventsAddress;
import dev.crossfade.bus.GuardChanged;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.IntakeReply;
import dev.crossfade.bus.IntakeRequest;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.SettingsChanged;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Alerts.Severity;
import dev.crossfade.config.Layer;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the daemon tells of itself, heard by an intake that keeps what it is sent and refuses as it is told. */
final class SelfMonitorVerticleTest {
    private static final Instant AT = Instant.parse("2026-11-21T10:00:00.250Z");
    private static final long PATIENCE_SECONDS = 10;

    private final Settings settings = TestSettings.yaml("self_monitoring: {interval: 100ms}");
    private final Vertx vertx = Vertx.vertx();
    private final EventLog log = new MemoryEventLog("node00000000", settings.eventLog(), EventJson::new);
    private final PretendIntake intake = new PretendIntake();

    @BeforeEach
    void deploy() {
        LocalCodec.register(vertx);
        vertx.deployVerticle(intake).await();
        vertx.deployVerticle(new SelfMonitorVerticle(TestSettings.first(settings), log, Clock.systemUTC()))
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        log.close();
    }

    @Test
    void figuresComeAtTheInterval() throws Exception {
        assertThat(intake.next("heap_metrics").getString("source")).isEqualTo("crossfade");
        assertThat(intake.next("event_log_metrics").getJsonObject("data").getLong("backlog_events"))
                .isZero();
        assertThat(intake.next("heap_metrics").getJsonObject("data").getLong("used_bytes"))
                .isPositive();
    }

    @Test
    void everyChangeOfTheBreakerIsACriticalEvent() throws Exception {
        change(BreakerState.OPEN, 5, "connection refused");
        change(BreakerState.HALF_OPEN, 5, "connection refused");
        change(BreakerState.CLOSED, 5, "");

        assertThat(intake.next("circuit_breaker_open"))
                .isEqualTo(new JsonObject()
                        .put("event_type", "circuit_breaker_open")
                        .put("category", "critical")
                        .put("source", "crossfade")
                        .put("timestamp", "2026-11-21T10:00:00.250Z")
                        .put(
                                "data",
                                new JsonObject()
                                        .put("name", "database")
                                        .put("state", "open")
                                        .put("failures", 5)
                                        .put("reason", "connection refused")));
        assertThat(intake.next("circuit_breaker_half_open")
                        .getJsonObject("data")
                        .getString("state"))
                .isEqualTo("half_open");
        assertThat(intake.next("circuit_breaker_close").getJsonObject("data").getString("state"))
                .isEqualTo("closed");
    }

    @Test
    void everyChangeOfAGuardIsACriticalEvent() throws Exception {
        guard(GuardState.CLOSED, GuardState.OPEN, 0, "too slow");
        guard(GuardState.OPEN, GuardState.PROBING, 0.1, "tried again");
        guard(GuardState.PROBING, GuardState.CLOSED, 1, "well");

        assertThat(intake.next("adapter_tripped"))
                .isEqualTo(new JsonObject()
                        .put("event_type", "adapter_tripped")
                        .put("category", "critical")
                        .put("source", "crossfade")
                        .put("timestamp", "2026-11-21T10:00:00.250Z")
                        .put(
                                "data",
                                new JsonObject()
                                        .put("adapter", "realtime")
                                        .put("state", "open")
                                        .put("before", "closed")
                                        .put("share", 0.0)
                                        .put("reason", "too slow")));
        assertThat(intake.next("adapter_probing").getJsonObject("data").getDouble("share"))
                .isEqualTo(0.1);
        assertThat(intake.next("adapter_recovered").getJsonObject("data").getString("state"))
                .isEqualTo("closed");
    }

    private void guard(GuardState before, GuardState now, double share, String reason) {
        Topics.GUARD_CHANGED.publish(vertx, new GuardChanged(Adapter.REALTIME, before, now, share, reason, AT));
    }

    @Test
    void changesThatTheIntakeRefusesForNowAreToldLaterInTheirOrder() throws Exception {
        intake.refuse(IntakeReply.Reason.UNAVAILABLE);
        IntStream.rangeClosed(1, 7).forEach(n -> change(BreakerState.OPEN, n, ""));
        assertThat(failures(intake.refusedNext("circuit_breaker_open"))).isEqualTo(1);
        assertThat(failures(intake.refusedNext("circuit_breaker_open"))).isEqualTo(1);

        intake.takeAll();

        for (int n = 1; n <= 7; n++) {
            assertThat(failures(intake.next("circuit_breaker_open"))).isEqualTo(n);
        }
    }

    @Test
    void aChangeThatTheIntakeRefusesForGoodDoesNotHoldUpTheNext() throws Exception {
        intake.refuse(IntakeReply.Reason.UNREADABLE);
        change(BreakerState.OPEN, 1, "");
        assertThat(failures(intake.refusedNext("circuit_breaker_open"))).isEqualTo(1);

        intake.takeAll();
        change(BreakerState.CLOSED, 2, "");

        assertThat(failures(intake.next("circuit_breaker_close"))).isEqualTo(2);
    }

    @Test
    void onceTheDaemonStopsNoFiguresFollow() throws Exception {
        intake.next("heap_metrics");
        Topics.STOPPING.publish(vertx, new Stopping());
        change(BreakerState.OPEN, 1, "");
        intake.next("circuit_breaker_open");

        vertx.timer(3 * settings.selfMonitoring().interval().toMillis(), TimeUnit.MILLISECONDS)
                .await();

        assertThat(intake.taken).isEmpty();
    }

    @Test
    void turnedOffItPublishesNothingAtAllAndTurnedOnAgainNothingOfThatTime() throws Exception {
        intake.refuse(IntakeReply.Reason.UNAVAILABLE);
        change(BreakerState.OPEN, 1, "");
        intake.refusedNext("circuit_breaker_open");
        TestSettings.change(vertx, 2, TestSettings.yaml("self_monitoring: {enabled: false, interval: 100ms}"));
        intake.takeAll();
        change(BreakerState.HALF_OPEN, 2, "");
        awaitQuiet();
        change(BreakerState.OPEN, 3, "");
        reject(1);

        vertx.timer(3 * settings.selfMonitoring().interval().toMillis(), TimeUnit.MILLISECONDS)
                .await();
        assertThat(intake.taken).isEmpty();

        TestSettings.change(vertx, 3, settings);
        change(BreakerState.CLOSED, 4, "");
        intake.next("heap_metrics");
        assertThat(failures(intake.next("circuit_breaker_close"))).isEqualTo(4);
    }

    @Test
    void theIntervalChangesAtOnce() throws Exception {
        TestSettings.change(vertx, 2, TestSettings.yaml("self_monitoring: {interval: 1h}"));
        awaitQuiet();

        TestSettings.change(vertx, 3, settings);
        intake.next("heap_metrics");
        intake.next("heap_metrics");
    }

    @Test
    void aChangeOfTheSettingsIsOneEventHoweverOftenItIsTold() throws Exception {
        SettingsSnapshot now = new SettingsSnapshot(2, AT, settings, Map.of());
        SettingsChanged changed = new SettingsChanged(
                TestSettings.first(settings),
                now,
                List.of(new SettingChange("flags.MONITORING_BATCH_SIZE", Layer.FILE, 1000L, 50L)));
        Topics.SETTINGS_CHANGED.publish(vertx, changed);
        Topics.SETTINGS_CHANGED.publish(vertx, changed);

        assertThat(intake.next("config_changed"))
                .isEqualTo(new JsonObject()
                        .put("event_type", "config_changed")
                        .put("category", "system")
                        .put("source", "crossfade")
                        .put("timestamp", "2026-11-21T10:00:00.250Z")
                        .put(
                                "data",
                                new JsonObject()
                                        .put("version", 2)
                                        .put(
                                                "changes",
                                                new JsonArray()
                                                        .add(new JsonObject()
                                                                .put("key", "flags.MONITORING_BATCH_SIZE")
                                                                .put("layer", "file")
                                                                .put("old", 1000)
                                                                .put("new", 50)))));
        settled();
        assertThat(intake.taken).noneMatch(event -> "config_changed".equals(event.getString("event_type")));
    }

    @Test
    void settingsThatAreRejectedAreOneEvent() throws Exception {
        reject(1);
        reject(1);
        JsonObject event = intake.next("config_rejected");
        assertThat(event.getString("source")).isEqualTo("crossfade");
        assertThat(event.getJsonObject("data").getInteger("problems")).isEqualTo(1);
        assertThat(event.getJsonObject("data").getJsonArray("paths"))
                .containsExactly("dual_write.categories.debug.percentage");
        settled();
        assertThat(intake.taken).noneMatch(other -> "config_rejected".equals(other.getString("event_type")));
        reject(2);
        intake.next("config_rejected");
    }

    @Test
    void anAlertThatFiresAndResolvesIsAnEventEachTime() throws Exception {
        alert(true);
        alert(false);

        JsonObject firing = intake.next("alert_firing");
        assertThat(firing.getString("category")).isEqualTo("system");
        assertThat(firing.getString("timestamp")).isEqualTo("2026-11-21T10:00:00.250Z");
        assertThat(firing.getJsonObject("data").getString("name")).isEqualTo("slow");
        assertThat(firing.getJsonObject("data").getJsonObject("labels"))
                .isEqualTo(new JsonObject().put("adapter", "realtime"));
        assertThat(intake.next("alert_resolved").getJsonObject("data").getString("state"))
                .isEqualTo("resolved");
    }

    private void alert(boolean firing) {
        Topics.ALERT_CHANGED.publish(
                vertx,
                new AlertChanged(
                        UUID.randomUUID(),
                        "slow",
                        firing,
                        Severity.CRITICAL,
                        Map.of("adapter", "realtime"),
                        OptionalDouble.of(612.5),
                        500,
                        "delivery_p95_ms > 500",
                        AT,
                        AT));
    }

    private void reject(long rejections) {
        ConfigObserved observed = new ConfigObserved(
                TestSettings.first(settings),
                List.of(new Problem("dual_write.categories.debug.percentage", "101", "0 to 100")),
                Optional.of(AT),
                rejections,
                List.of(),
                Map.of(),
                0,
                false);
        Topics.CONFIG_OBSERVED.publish(vertx, observed);
    }

    /** Waits until nothing comes for as long as three rounds of figures take. */
    private void awaitQuiet() {
        Waiting.until(Duration.ofSeconds(10), "nothing is told any more", () -> {
            intake.taken.clear();
            vertx.timer(3 * settings.selfMonitoring().interval().toMillis(), TimeUnit.MILLISECONDS)
                    .await();
            return intake.taken.isEmpty();
        });
    }

    /** What was told before has reached the intake, or never will. */
    private void settled() {
        vertx.timer(50, TimeUnit.MILLISECONDS).await();
    }

    private void change(BreakerState state, long failures, String reason) {
        Topics.BREAKER_CHANGED.publish(vertx, new BreakerChanged("database", state, failures, reason, AT));
    }

    private static long failures(JsonObject event) {
        return event.getJsonObject("data").getLong("failures");
    }

    /** Serves {@code crossfade.events}. */
    private static final class PretendIntake extends VerticleBase {
        private final BlockingQueue<JsonObject> taken = new LinkedBlockingQueue<>();
        private final BlockingQueue<JsonObject> refused = new LinkedBlockingQueue<>();
        private volatile IntakeReply.Reason refusal;

        @Override
        public Future<?> start() {
            EventsAddress.serve(vertx, this::take);
            return Future.succeededFuture();
        }

        void refuse(IntakeReply.Reason reason) {
            refusal = reason;
        }

        void takeAll() {
            refusal = null;
        }

        private Future<IntakeReply> take(IntakeRequest request) {
            JsonArray events = new JsonArray(Buffer.buffer(request.body()));
            IntakeReply.Reason reason = refusal;
            BlockingQueue<JsonObject> heap = reason == null ? taken : refused;
            events.forEach(event -> heap.add((JsonObject) event));
            return Future.succeededFuture(
                    reason == null
                            ? new IntakeReply.Admitted(events.size(), 0, 0, 1, events.size(), List.of())
                            : new IntakeReply.Refused(reason, "not now", 1));
        }

        /** The next event of that type that was taken; others before it are passed over. */
        JsonObject next(String type) throws InterruptedException {
            return next(taken, type);
        }

        JsonObject refusedNext(String type) throws InterruptedException {
            return next(refused, type);
        }

        private static JsonObject next(BlockingQueue<JsonObject> heap, String type) throws InterruptedException {
            JsonObject event = heap.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            while (event != null && !type.equals(event.getString("event_type"))) {
                event = heap.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            if (event == null) {
                throw new AssertionError("no " + type + " came in " + PATIENCE_SECONDS + " s");
            }
            return event;
        }
    }
}
