package dev.crossfade.http;

import static dev.crossfade.http.SettingsDoors.DEBUG_KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Layer;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingChange;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The doors that show which settings are in force, where each comes from and what is wrong with them. */
class SettingsShownVerticleTest {
    @AutoClose
    private final SettingsDoors doors = new SettingsDoors();

    private final PretendConfigVerticle config = doors.config();

    @Test
    void routingShowsTheSeedsShapeTheSourcesAndThePlanAndLosesNoFraction() throws Exception {
        HttpResponse<String> response = doors.get("/routing");
        JsonObject body = new JsonObject(response.body());
        JsonObject dualWrite = body.getJsonObject("dual_write");

        assertThat(response.headers().firstValue("ETag")).contains("\"7\"");
        assertThat(dualWrite.getDouble("circuit_breaker_recovery_time_s")).isEqualTo(0.5);
        assertThat(dualWrite
                        .getJsonObject("adapter_health")
                        .getJsonObject("websocket")
                        .getDouble("latency_threshold_ms"))
                .isEqualTo(1.25);
        assertThat(dualWrite.containsKey("global_override")).isTrue();
        assertThat(body.getJsonObject("sources").getString("categories.performance.percentage"))
                .isEqualTo("default");
        assertThat(body.getJsonObject("plan").getJsonObject("performance").encode())
                .isEqualTo("{\"adapters\":[\"websocket\"],\"percentage\":50,\"rule\":\"category\"}");
        assertThat(body.getLong("version")).isEqualTo(7);
        assertThat(body.getString("timestamp")).endsWith("Z");
    }

    @Test
    void flagsAreShownWithTheirSourcesAndOnceMoreFlat() throws Exception {
        JsonObject body = new JsonObject(doors.get("/flags/status").body());

        assertThat(body.getJsonObject("flags").getInteger("MONITORING_BATCH_SIZE"))
                .isEqualTo(1000);
        assertThat(body.getInteger("MONITORING_BATCH_SIZE")).isEqualTo(1000);
        assertThat(body.getJsonObject("sources").getString("MONITORING_VALIDATION_STRICT"))
                .isEqualTo("file");
        assertThat(body.getLong("version")).isEqualTo(7);
    }

    @Test
    void theVersionInForceIsToldWithItsTimeAndWhetherTheKeyMayChangeIt() throws Exception {
        JsonObject toReader = new JsonObject(doors.get("/health/flags").body());
        JsonObject toRoot =
                new JsonObject(doors.send(doors.request("/health/flags").header("apikey", "root"))
                        .body());

        assertThat(toReader.getLong("version")).isEqualTo(7);
        assertThat(toReader.getString("since")).isEqualTo("2026-11-21T06:00:00.000000Z");
        assertThat(toReader.getJsonArray("overrides")).isEmpty();
        assertThat(toReader.getBoolean("may_change")).isFalse();
        assertThat(toRoot.getBoolean("may_change")).isTrue();
    }

    @Test
    void whatIsWrittenAndNotInForceMakesTheConfigurationDegradedAndReadyAllTheSame() throws Exception {
        assertThat(new JsonObject(doors.get("/health/flags").body()).getString("health"))
                .isEqualTo("healthy");
        Topics.CONFIG_OBSERVED.publish(
                doors.vertx(),
                new ConfigObserved(
                        doors.first(),
                        List.of(new Problem("flags.MONITORING_BATCH_SIZE", "none", "a whole number")),
                        Optional.of(PretendConfigVerticle.MADE),
                        1,
                        List.of("http.port"),
                        Map.of(
                                DEBUG_KEYS + "adapters",
                                new OverrideEntry(
                                        List.of("realtime"), false, "root", "try", PretendConfigVerticle.MADE)),
                        2,
                        true));
        HttpResponse<String> response = awaitHealth("degraded");
        JsonObject body = new JsonObject(response.body());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(body.getString("health")).isEqualTo("degraded");
        assertThat(body.getJsonArray("issues"))
                .extracting(issue -> ((JsonObject) issue).getString("path"))
                .containsExactly("flags.MONITORING_BATCH_SIZE", "http.port", "audit", "data directory");
        assertThat(body.getJsonArray("issues").getJsonObject(0).getString("value"))
                .isEqualTo("none");
        assertThat(body.getJsonArray("issues").getJsonObject(1).getString("value"))
                .isEqualTo("0");
        assertThat(body.getJsonArray("issues"))
                .extracting(issue -> ((JsonObject) issue).getString("kind"))
                .containsExactly("rejected", "needs_restart", "unaudited", "unwritten");
        assertThat(body.getJsonArray("issues").getJsonObject(0).getString("since"))
                .isEqualTo("2026-11-21T06:00:00.000000Z");
        assertThat(body.getJsonArray("overrides").encode())
                .isEqualTo("[{\"key\":\"" + DEBUG_KEYS + "adapters\",\"value\":[\"realtime\"],\"actor\":\"root\","
                        + "\"reason\":\"try\",\"at\":\"2026-11-21T06:00:00.000000Z\"}]");
        JsonObject component = new JsonObject(
                        doors.keyless().get("/health/ready").body())
                .getJsonObject("components")
                .getJsonObject("config");
        assertThat(component.getString("status")).isEqualTo("degraded");
        assertThat(component.getString("problem")).contains("rejected").doesNotContain("BATCH_SIZE");
        assertThat(doors.keyless().get("/health/ready").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> awaitHealth(String health) {
        return Waiting.forThat(Duration.ofSeconds(10), () -> doors.get("/health/flags"), answer -> answer.body()
                .contains(health));
    }

    @Test
    void aReloadSaysWhatChangedOrWhatWasRejected() throws Exception {
        config.answer = new SettingsReply.InForce(
                doors.first(),
                List.of(new SettingChange(DEBUG_KEYS + "adapters", Layer.FILE, List.of(), List.of("realtime"))),
                List.of("http.port"));
        HttpResponse<String> done = doors.send("POST", "/config/reload", "");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body())
                .isEqualTo("{\"version\":7,\"changes\":[{\"key\":\"" + DEBUG_KEYS
                        + "adapters\",\"old\":[],\"new\":[\"realtime\"],\"source\":\"file\"}],"
                        + "\"needs_restart\":[\"http.port\"]}");
        config.answer = new SettingsReply.Invalid(List.of(new Problem("http.port", "x", "a port")));
        HttpResponse<String> rejected = doors.send("POST", "/config/reload", "");
        assertThat(rejected.statusCode()).isEqualTo(422);
        assertThat(rejected.body()).contains("\"field\":\"http.port\"");
        config.answer = new SettingsReply.Invalid(List.of(new Problem("/c.yaml", "not found", "a file that exists")));
        assertThat(doors.send("POST", "/config/reload", "").body())
                .contains("/c.yaml is not found; expected a file that exists; nothing has changed");
    }
}
