package dev.crossfade.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.EventJson;
import dev.crossfade.testkit.AlertmanagerServer;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.PrometheusServer;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts of a daemon in a real Alertmanager, which tells a webhook of its own. */
final class AlertmanagerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final PretendReceiver hook = new PretendReceiver(vertx);

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void alertmanagerReceivesGroupsAndResolvesAlerts() throws Exception {
        assumeTrue(PrometheusServer.isInstalled(AlertmanagerServer.PROGRAM), "no Alertmanager on this machine");
        LocalCodec.register(vertx);
        try (AlertmanagerServer alertmanager = AlertmanagerServer.start(folder, hook.url())) {
            Settings settings = TestSettings.yaml(
                    "alerts: {receivers: [{name: am, type: alertmanager, url: '" + alertmanager.url() + "'}]}");
            MemoryEventLog log = new MemoryEventLog("node00000000", settings.eventLog(), EventJson::new);
            vertx.deployVerticle(new AlertVerticle(
                            TestSettings.first(settings), log, folder, name -> null, Clock.systemUTC()))
                    .await();
            tell(GuardState.OPEN);

            Waiting.forThat(PATIENCE, () -> told("firing"), firing -> firing.size() == 2);
            JsonArray groups = alertmanager.groups();
            assertThat(groups).hasSize(1);
            JsonObject group = groups.getJsonObject(0);
            assertThat(group.getJsonObject("labels")).isEqualTo(new JsonObject().put("alertname", "adapter_tripped"));
            assertThat(group.getJsonArray("alerts").stream().map(JsonObject.class::cast))
                    .allSatisfy(alert -> assertThat(
                                    alert.getJsonObject("annotations").getString("value"))
                            .isEqualTo("1.0"))
                    .extracting(alert -> alert.getJsonObject("labels").getString("adapter"))
                    .containsExactlyInAnyOrder("websocket", "realtime");

            tell(GuardState.CLOSED);
            Waiting.forThat(PATIENCE, () -> told("resolved"), resolved -> resolved.size() == 2);
            Waiting.forThat(PATIENCE, alertmanager::groups, JsonArray::isEmpty);
            log.close();
        }
    }

    /** Alerts that Alertmanager has told its webhook of, each label set once. */
    private List<JsonObject> told(String status) {
        return hook.taken()
                .flatMap(letter -> letter.alerts().stream())
                .filter(alert -> alert.getString("status").equals(status))
                .map(alert -> alert.getJsonObject("labels"))
                .distinct()
                .toList();
    }

    private void tell(GuardState state) {
        GuardObserved.Guarded adapter =
                new GuardObserved.Guarded(state, 1, false, OptionalDouble.empty(), OptionalDouble.empty(), 1, "");
        Topics.GUARD_OBSERVED.publish(
                vertx,
                new GuardObserved(
                        Map.of(Adapter.WEBSOCKET, adapter, Adapter.REALTIME, adapter), Map.of(), Instant.now()));
    }
}
