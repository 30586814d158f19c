package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.FaultProxy;
import dev.crossfade.testkit.HardDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The emergency override, on the day when it is needed: the database is away. */
class OverrideIT {
    private static final Duration IN_FORCE = Duration.ofSeconds(2);

    @TempDir
    private Path folder;

    @Test
    void theEmergencyOverrideWorksSurvivesARestartAndIsAuditedAfterwardsWithTheDatabaseAway() throws Exception {
        try (HardDatabase database = HardDatabase.in(folder.resolve("database"));
                FaultProxy line = FaultProxy.before(database.port())) {
            Map<String, String> environment = DaemonProcess.external(database.daemon(line.port()));
            line.refuse();
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                long begun = System.nanoTime();
                HttpResponse<String> answer = override(daemon, "websocket_only", "", "realtime is late");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                awaitRule(daemon);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(IN_FORCE);
                daemon.kill();
            }
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                assertThat(rule(daemon)).isEqualTo("global_override");
                assertThat(daemon.publish(critical()).statusCode()).isEqualTo(202);

                line.restore();
                daemon.awaitStored();

                assertThat(daemon.history("event_type=override_probe").get(0).getJsonArray("adapters"))
                        .isEqualTo(new JsonArray().add("websocket"));
                List<JsonObject> rows = audit(daemon, "dual_write.global_override");
                assertThat(rows).hasSize(1);
                assertThat(rows.get(0).getString("new")).isEqualTo("websocket_only");
                assertThat(rows.get(0).getString("reason")).isEqualTo("realtime is late");
                assertThat(rows.get(0).getString("layer")).isEqualTo("override");
                assertThat(database.ask("SELECT value::text FROM monitoring.config_overrides"))
                        .isEqualTo("\"websocket_only\"");
            }
        }
    }

    @Test
    void whatOneNodeIsToldHoldsOnTheOthersAndOnOneThatHasLostItsDataDirectory() throws Exception {
        try (HardDatabase database = HardDatabase.in(folder.resolve("database"))) {
            Map<String, String> environment = DaemonProcess.external(database.daemon(database.port()));
            try (DaemonProcess here = DaemonProcess.start(folder.resolve("here"), environment);
                    DaemonProcess there = DaemonProcess.start(folder.resolve("there"), environment)) {
                here.publish(critical());
                here.awaitStored();
                there.publish(critical());
                there.awaitStored();
                long begun = System.nanoTime();
                assertThat(override(here, "websocket_only", "", "drill").statusCode())
                        .isEqualTo(200);
                awaitRule(there);
                assertThat(rule(there)).isEqualTo("global_override");
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(IN_FORCE);
            }
            try (DaemonProcess anew = DaemonProcess.start(folder.resolve("anew"), environment)) {
                awaitRule(anew);
                assertThat(rule(anew)).isEqualTo("global_override");
            }
        }
    }

    @Test
    void ofTwoOperatorsWhoSawTheSameVersionOneIsToldThatTheOtherWasFaster() throws Exception {
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), Map.of())) {
            String seen = daemon.get("/routing").headers().firstValue("etag").orElseThrow();

            List<HttpResponse<String>> answers = Stream.of("websocket_only", "realtime_only")
                    .parallel()
                    .map(value -> attempt(daemon, value, seen))
                    .toList();

            assertThat(answers).extracting(HttpResponse::statusCode).containsExactlyInAnyOrder(200, 412);
            daemon.awaitStored();
            assertThat(audit(daemon, "dual_write.global_override")).hasSize(1);
        }
    }

    private static HttpResponse<String> attempt(DaemonProcess daemon, String value, String seen) {
        try {
            return override(daemon, value, seen, "drill");
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static HttpResponse<String> override(DaemonProcess daemon, String value, String ifMatch, String reason)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(daemon.uri("/routing/override"))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(new JsonObject()
                        .put("value", value)
                        .put("reason", reason)
                        .encode()));
        if (!ifMatch.isEmpty()) {
            request.header("If-Match", ifMatch);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private static void awaitRule(DaemonProcess daemon) {
        Waiting.forThat(IN_FORCE.multipliedBy(5), () -> rule(daemon), "global_override"::equals);
    }

    private static String rule(DaemonProcess daemon) throws Exception {
        return new JsonObject(daemon.get("/routing").body())
                .getJsonObject("plan")
                .getJsonObject("critical")
                .getString("rule");
    }

    private static List<JsonObject> audit(DaemonProcess daemon, String key) throws Exception {
        HttpResponse<String> answer = daemon.get("/audit?key=" + key);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body())
                .getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    }

    private static JsonArray critical() {
        return new JsonArray()
                .add(new JsonObject()
                        .put("event_type", "override_probe")
                        .put("category", "critical")
                        .put("source", "test"));
    }
}
