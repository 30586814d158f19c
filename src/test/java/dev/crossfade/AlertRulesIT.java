package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.TestDatabase;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alert rules that are made and changed over HTTP, on the node where that was done and on others. */
class AlertRulesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String RULE = "/alerts/rules/sources_there";
    private static final JsonObject WHOLE = new JsonObject()
            .put("metric", "active_sources")
            .put("op", ">=")
            .put("threshold", 0)
            .put("labels", new JsonObject().put("team", "web"))
            .put("reason", "test");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void aRuleFiresOnceItIsMadeOutlivesAKillReachesOtherNodesAndGoes() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("one"), environment)) {
                refusals(daemon);
                HttpResponse<String> made = send(daemon, "PUT", RULE, WHOLE, Optional.empty());
                assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
                JsonObject answer = new JsonObject(made.body());
                assertThat(answer.getJsonObject("old").getValue("threshold")).isNull();
                assertThat(answer.getJsonObject("new").getJsonObject("labels"))
                        .isEqualTo(new JsonObject().put("team", "web"));
                assertThat(answer.getJsonObject("rule").getString("source")).isEqualTo("override");
                assertThat(answer.getJsonArray("notes")).isEmpty();
                awaitFiring(daemon);
                assertThat(alert(daemon).getString("source")).isEqualTo("override");
                assertThat(daemon.get("/health/flags").body()).contains("alerts.rules.sources_there.threshold");
                Waiting.forThat(PATIENCE, () -> audited(daemon), items -> items.size() >= 4);
                daemon.kill();
            }
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("one"), environment);
                    DaemonProcess other = DaemonProcess.start(folder.resolve("two"), environment)) {
                awaitFiring(daemon);
                awaitFiring(other);

                JsonObject off = new JsonObject().put("enabled", false).put("reason", "quiet");
                HttpResponse<String> quiet = send(daemon, "PUT", RULE, off, Optional.empty());
                assertThat(new JsonObject(quiet.body()).getJsonArray("notes")).hasSize(1);
                Waiting.until(
                        PATIENCE,
                        "the rule alerts nowhere",
                        () -> alert(daemon).isEmpty() && alert(other).isEmpty());
                JsonObject alerts = new JsonObject(daemon.get("/alerts").body());
                assertThat(alerts.getJsonArray("disabled").getJsonObject(0).getString("name"))
                        .isEqualTo("sources_there");

                HttpResponse<String> gone = send(daemon, "DELETE", RULE + "?reason=over", null, Optional.empty());
                assertThat(new JsonObject(gone.body()).getValue("rule")).isNull();
                Waiting.forThat(
                        PATIENCE,
                        () -> new JsonObject(other.get("/alerts").body()).getJsonArray("disabled"),
                        JsonArray::isEmpty);
            }
        }
    }

    private void refusals(DaemonProcess daemon) throws Exception {
        HttpResponse<String> part =
                send(daemon, "PUT", RULE, new JsonObject().put("threshold", 1).put("reason", "test"), Optional.empty());
        assertThat(part.statusCode()).isEqualTo(422);
        assertThat(fields(part)).contains("metric", "op");
        JsonObject about = new JsonObject().put("op", "<").put("reason", "test");
        HttpResponse<String> builtIn = send(daemon, "PUT", "/alerts/rules/log_backlog", about, Optional.empty());
        assertThat(builtIn.statusCode()).isEqualTo(422);
        assertThat(fields(builtIn)).containsExactly("op");
        assertThat(send(daemon, "PUT", RULE, WHOLE.copy().put("labels", "web"), Optional.empty())
                        .statusCode())
                .isEqualTo(422);
        assertThat(send(daemon, "PUT", RULE, WHOLE, Optional.of("\"999\"")).statusCode())
                .isEqualTo(412);
        assertThat(send(daemon, "PUT", "/alerts/rules/no-name", WHOLE, Optional.empty())
                        .statusCode())
                .isEqualTo(404);
        assertThat(alert(daemon).isEmpty()).isTrue();
    }

    private static List<String> fields(HttpResponse<String> answer) {
        return new JsonObject(answer.body())
                .getJsonArray("errors").stream()
                        .map(error -> ((JsonObject) error).getString("field"))
                        .toList();
    }

    /** What the audit has of the rule; nothing while it cannot be asked. */
    private static JsonArray audited(DaemonProcess daemon) throws Exception {
        return new JsonObject(
                        daemon.get("/audit?key=alerts.rules.sources_there").body())
                .getJsonArray("items", new JsonArray());
    }

    private static void awaitFiring(DaemonProcess daemon) {
        Waiting.forThat(PATIENCE, () -> alert(daemon), alert -> "firing".equals(alert.getString("state")));
    }

    /** Of the rule; empty where there is none. */
    private static JsonObject alert(DaemonProcess daemon) throws Exception {
        JsonArray items = new JsonObject(daemon.get("/alerts").body()).getJsonArray("items");
        return items.stream()
                .map(JsonObject.class::cast)
                .filter(item -> item.getString("name").equals("sources_there"))
                .findFirst()
                .orElseGet(JsonObject::new);
    }

    private HttpResponse<String> send(
            DaemonProcess daemon, String method, String path, JsonObject body, Optional<String> ifMatch)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(daemon.uri(path))
                .timeout(Duration.ofSeconds(10))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        ifMatch.ifPresent(tag -> request.header("If-Match", tag));
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
