package dev.crossfade.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Alert;
import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertState;
import dev.crossfade.bus.AlertsObserved;
import dev.crossfade.bus.AlertsQuery;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Problem;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventJson;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts in, changes and requests out: the verticle between the bus and a real HTTP server. */
final class AlertVerticleTest {
    private static final long PATIENCE_SECONDS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final BlockingQueue<AlertChanged> changes = new LinkedBlockingQueue<>();
    private final Settings defaults = TestSettings.defaults();

    @TempDir
    private Path folder;

    private MemoryEventLog log;
    private PretendReceiver server;
    private String deployment;

    @BeforeEach
    void begin() {
        LocalCodec.register(vertx);
        server = new PretendReceiver(vertx);
        log = new MemoryEventLog("node00000000", defaults.eventLog(), EventJson::new);
        Topics.ALERT_CHANGED.listen(vertx, changes::add);
        deploy();
    }

    private void deploy() {
        deployment = vertx.deployVerticle(new AlertVerticle(
                        TestSettings.first(withHook("")), log, folder, name -> null, Clock.systemUTC()))
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        log.close();
    }

    @Test
    void aFactThatBreaksARuleIsToldOnTheBusAndToTheReceiversAndSoIsItsEnd() throws Exception {
        tell(List.of(new Problem("http.port", "x", "a number")));
        assertThat(changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).satisfies(change -> {
            assertThat(change.name()).isEqualTo("config_rejected");
            assertThat(change.firing()).isTrue();
        });
        assertThat(alert("config_rejected").state()).isEqualTo(AlertState.FIRING);
        tell(List.of());
        assertThat(changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).matches(change -> !change.firing());

        await(observed -> observed.receivers().get(0).sent() == 2);
        assertThat(server.taken().flatMap(letter -> letter.alerts().stream()))
                .extracting(alert -> alert.getString("status"))
                .containsExactly("firing", "resolved");
        assertThat(log.stats().endOffset()).as("notes of the history").isEqualTo(2);
    }

    @Test
    void theStateOfAnUnchangedRuleSurvivesAReload() throws Exception {
        tell(List.of(new Problem("http.port", "x", "a number")));
        changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Instant since = alert("config_rejected").since();
        TestSettings.change(
                vertx, 2, withHook("rules: [{name: busy, metric: active_sources, op: '>', threshold: 5}], "));

        await(observed ->
                observed.alerts().stream().anyMatch(alert -> alert.name().equals("busy")));
        assertThat(alert("config_rejected").state()).isEqualTo(AlertState.FIRING);
        assertThat(alert("config_rejected").since()).isEqualTo(since);
        assertThat(changes).isEmpty();
    }

    @Test
    void whatFiresGoesOnOverARestartAndIsToldOfOnceAndSoIsItsEnd() throws Exception {
        tell(List.of(new Problem("http.port", "x", "a number")));
        AlertChanged fired = changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        await(observed -> observed.receivers().get(0).sent() == 1);
        vertx.undeploy(deployment).await();
        deploy();
        assertThat(alert("config_rejected").state()).isEqualTo(AlertState.FIRING);
        Instant since = fired.since().truncatedTo(ChronoUnit.MICROS);
        assertThat(alert("config_rejected").since()).isEqualTo(since);
        tell(List.of(new Problem("http.port", "x", "a number")));
        await(observed -> alert("config_rejected").value().isPresent());
        tell(List.of());
        assertThat(changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).satisfies(change -> {
            assertThat(change.firing()).isFalse();
            assertThat(change.since()).isEqualTo(since);
        });
        await(observed -> observed.receivers().get(0).sent() == 1);
        assertThat(server.taken().flatMap(letter -> letter.alerts().stream()))
                .extracting(alert -> alert.getString("status"))
                .containsExactly("firing", "resolved");
        vertx.undeploy(deployment).await();
        deploy();
        assertThat(alert("config_rejected").state()).isEqualTo(AlertState.INACTIVE);
    }

    @Test
    void whatAWebhookHasNotTakenBeforeARestartIsToldAfterItInOrder() throws Exception {
        server.goAway();
        tell(List.of(new Problem("http.port", "x", "a number")));
        changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        tell(List.of());
        changes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(observed().receivers().get(0).waiting()).isEqualTo(2);

        vertx.undeploy(deployment).await();
        server.comeBack();
        deploy();

        await(observed -> observed.receivers().get(0).waiting() == 0);
        assertThat(server.taken().flatMap(letter -> letter.alerts().stream()))
                .extracting(alert -> alert.getString("status"))
                .containsExactly("firing", "resolved");
        vertx.undeploy(deployment).await();
        deploy();
        assertThat(observed().receivers().get(0).waiting()).isZero();
    }

    private static final String WITHOUT_CONDITION = """
            {"format":1,"firing":[{"id":"01a1fd0e-9350-7509-963d-265e4d12fcae","at":"2026-11-21T06:00:00Z",
            "name":"config_rejected","state":"firing","severity":"warning","labels":{},"value":1.0,"threshold":0.0,
            "condition":null,"since":"2026-11-21T06:00:00Z"}]}""";

    @Test
    void whereWhatFiredCannotBeReadWhatHoldsFiresAnew() throws Exception {
        vertx.undeploy(deployment).await();
        for (String broken : List.of("", "{", "{\"format\":2}", "{\"format\":1,\"firing\":[{}]}", WITHOUT_CONDITION)) {
            Files.writeString(folder.resolve("alerts.json"), broken);
            deploy();
            assertThat(observed().alerts()).isNotEmpty().allMatch(alert -> alert.state() == AlertState.INACTIVE);
            vertx.undeploy(deployment).await();
        }
    }

    @Test
    void aDaemonThatStopsRaisesNothingMore() throws Exception {
        BlockingQueue<AlertsObserved> told = new LinkedBlockingQueue<>();
        Topics.STOPPING.publish(vertx, new Stopping());
        tell(List.of(new Problem("http.port", "x", "a number")));
        Topics.ALERTS_OBSERVED.listen(vertx, told::add);

        for (int i = 0; i < 2; i++) {
            assertThat(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS).alerts())
                    .allMatch(alert -> alert.state() == AlertState.INACTIVE);
        }
        vertx.undeploy(deployment).await();
        assertThat(changes).isEmpty();
    }

    private Settings withHook(String rules) {
        return TestSettings.yaml(
                "alerts: {" + rules + "receivers: [{name: hook, type: webhook, url: '" + server.url() + "'}]}");
    }

    private void tell(List<Problem> rejected) {
        Optional<Instant> since = rejected.isEmpty() ? Optional.empty() : Optional.of(Instant.EPOCH);
        Topics.CONFIG_OBSERVED.publish(
                vertx,
                new ConfigObserved(TestSettings.first(defaults), rejected, since, 0, List.of(), Map.of(), 0, false));
    }

    private Alert alert(String name) {
        return observed().alerts().stream()
                .filter(alert -> alert.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private AlertsObserved observed() {
        return Endpoints.ALERTS.ask(vertx, new AlertsQuery()).await();
    }

    private void await(Predicate<AlertsObserved> condition) {
        Waiting.forThat(Duration.ofSeconds(PATIENCE_SECONDS), this::observed, condition);
    }
}
