package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.LiveClient;
import dev.crossfade.testkit.PhoenixClient;
import dev.crossfade.testkit.Scrape;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dashboard that listens on both paths and reports what it saw. */
class ParityReportIT {
    private static final int EVENTS = 300;

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void whatAClientReceivedOverBothAdaptersMatchesAndWhatItLostOrChangedIsFound() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (TestDatabase database = TestDatabase.migrated();
                DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment(database));
                LiveClient live = LiveClient.connect(vertx, daemon.port(), "/ws");
                PhoenixClient realtime = PhoenixClient.connect(vertx, daemon.port())) {
            realtime.join("realtime:all", PhoenixClient.inserts(""));
            publish(daemon);
            List<JsonObject> seenLive = dual(live.events(EVENTS));
            List<JsonObject> seenRealtime = dual(realtime.records(seenLive.size()));
            daemon.awaitStored();
            assertThat(seenLive).hasSize(2 * EVENTS / 3);

            JsonObject answer = report(daemon, seenLive, seenRealtime);
            assertThat(verdict(answer, "websocket")).isEqualTo("matched");
            assertThat(verdict(answer, "realtime")).isEqualTo("matched");
            assertThat(answer.getBoolean("agreed")).isTrue();
            assertThat(answer.getJsonObject("expected")).isEqualTo(seen(seenLive));
            assertThat(answer.getInteger("unstored")).isZero();

            List<JsonObject> altered = new ArrayList<>(seenRealtime);
            altered.set(17, altered.get(17).copy().put("checksum", "00000000"));
            JsonObject wrong = report(daemon, seenLive.subList(1, seenLive.size()), altered);
            assertThat(verdict(wrong, "websocket")).isEqualTo("missing");
            assertThat(verdict(wrong, "realtime")).isEqualTo("changed");
            assertThat(wrong.getBoolean("agreed")).isFalse();

            JsonObject ahead = body(seenLive, seenRealtime).put("to_sequence_id", EVENTS + 1);
            assertThat(verdict(answer(daemon, ahead), "realtime")).isEqualTo("unverified");
            theyAreCounted(daemon);
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void whatIsWrongWithAReportIsNamedAndWithoutADatabaseNothingIsClaimed() throws Exception {
        Map<String, String> environment = Map.of(
                "CROSSFADE_SELF_MONITORING_ENABLED", "false",
                "CROSSFADE_DATABASE_MODE", "external",
                "CROSSFADE_DATABASE_URI", "postgresql://nobody:none@127.0.0.1:1/none?sslmode=disable");
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
            JsonObject sound = body(List.of(), List.of()).put("node", "any");
            JsonObject answer = answer(daemon, sound);
            assertThat(verdict(answer, "websocket")).isEqualTo("unverified");
            assertThat(answer.getJsonObject("adapters")
                            .getJsonObject("websocket")
                            .getString("reason"))
                    .isNotEmpty();
            assertThat(answer.getValue("expected")).isNull();

            HttpResponse<String> refused = post(daemon, sound.copy().put("to_sequence_id", 10_001));
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(new JsonObject(refused.body())
                            .getJsonArray("errors")
                            .getJsonObject(0)
                            .getString("field"))
                    .isEqualTo("to_sequence_id");
            assertThat(post(daemon, sound.copy().put("client", "x".repeat(70_000)))
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    private static Map<String, String> environment(TestDatabase database) {
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        return environment;
    }

    /** A third of them is for one adapter alone. */
    private static void publish(DaemonProcess daemon) throws Exception {
        JsonArray events = new JsonArray();
        for (int n = 0; n < EVENTS; n++) {
            events.add(new JsonObject()
                    .put("event_type", "stats")
                    .put(
                            "category",
                            List.of("critical", "system", "performance").get(n % 3))
                    .put("source", "test")
                    .put("data", new JsonObject().put("n", n)));
        }
        assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
    }

    private static List<JsonObject> dual(List<JsonObject> events) {
        return events.stream()
                .filter(event -> event.getJsonArray("adapters").size() == 2)
                .sorted(Comparator.comparing(event -> event.getLong("sequence_id")))
                .toList();
    }

    private static String node(List<JsonObject> events) {
        return events.get(0).getString("node");
    }

    private JsonObject report(DaemonProcess daemon, List<JsonObject> live, List<JsonObject> realtime) throws Exception {
        return answer(daemon, body(live, realtime));
    }

    private JsonObject answer(DaemonProcess daemon, JsonObject body) throws Exception {
        HttpResponse<String> answer = post(daemon, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static JsonObject body(List<JsonObject> live, List<JsonObject> realtime) throws Exception {
        return new JsonObject()
                .put("client", "wall-1")
                .put("node", live.isEmpty() ? "" : node(live))
                .put("from_sequence_id", 1)
                .put("to_sequence_id", EVENTS)
                .put("adapters", new JsonObject().put("websocket", seen(live)).put("realtime", seen(realtime)));
    }

    private static JsonObject seen(List<JsonObject> events) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (JsonObject event : events) {
            String line = event.getLong("sequence_id") + " " + event.getString("checksum") + "\n";
            digest.update(line.getBytes(StandardCharsets.UTF_8));
        }
        return new JsonObject()
                .put("count", events.size())
                .put("digest", HexFormat.of().formatHex(digest.digest()));
    }

    private HttpResponse<String> post(DaemonProcess daemon, JsonObject body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(daemon.uri("/parity/reports"))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static String verdict(JsonObject answer, String adapter) {
        return answer.getJsonObject("adapters").getJsonObject(adapter).getString("verdict");
    }

    private static void theyAreCounted(DaemonProcess daemon) throws Exception {
        JsonObject reports = new JsonObject(daemon.get("/metrics/parity").body()).getJsonObject("reports");
        assertThat(reports.getJsonObject("websocket").getMap())
                .isEqualTo(Map.of("matched", 1, "changed", 0, "missing", 1, "surplus", 0, "unverified", 1));
        assertThat(reports.getJsonObject("realtime").getInteger("changed")).isEqualTo(1);
        Waiting.forThat(
                Duration.ofSeconds(20),
                () -> Scrape.of(daemon.get("/metrics").body())
                        .value("crossfade_parity_reports_total", "adapter", "realtime", "result", "changed")
                        .orElse(0.0),
                changed -> changed == 1);
    }
}
