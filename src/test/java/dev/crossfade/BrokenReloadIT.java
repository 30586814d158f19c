package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.Problem;
import dev.crossfade.testkit.BrokenFile;
import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of a running daemon breaks in each way that there is: the last good one stays in force, and it is told. */
class BrokenReloadIT {
    private static final Duration NOTICED = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** So many files are mended for each one that the daemon finds mended by itself: that takes it a second. */
    private static final int WATCHED = 4;

    private static final String LOGGED = "configuration problem=\"";
    private static final String GOOD = """
            flags: {MONITORING_BATCH_SIZE: 777}
            dual_write: {categories: {performance: {percentage: 12.5, adapters: [websocket, realtime]}}}
            """;

    @TempDir
    private Path dir;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path config;
    private Duration slowest = Duration.ZERO;

    @Test
    void aBrokenFileChangesNothingIsToldOnceAndIsForgottenWithTheNextGoodOne() throws Exception {
        config = Files.writeString(dir.resolve("crossfade.yaml"), GOOD);
        try (DaemonProcess daemon =
                DaemonProcess.start(dir.resolve("data"), 0, Map.of(), "--config", config.toString())) {
            JsonObject inForce = inForce(daemon);
            List<List<String>> paths = new ArrayList<>();
            for (BrokenFile broken : BrokenFile.all()) {
                try {
                    paths.add(breakAndMend(daemon, broken, paths.size(), inForce));
                } catch (AssertionError failed) {
                    throw new AssertionError("with " + broken, failed);
                }
            }
            System.out.printf("broken kinds=%d slowest=%s%n", paths.size(), slowest);
            daemon.awaitStored();
            List<JsonObject> events = daemon.history("event_type=config_rejected&order=asc");
            assertThat(events).extracting(event -> paths(event)).containsExactlyElementsOf(paths);
            assertThat(events)
                    .allSatisfy(event -> assertThat(event.getJsonObject("data").getLong("version"))
                            .isEqualTo(inForce.getLong("version")));
            assertThat(daemon.history("event_type=still_accepted")).hasSameSizeAs(paths);
            assertThat(daemon.errors()).doesNotContain("ERROR", BrokenFile.SECRET);
        }
    }

    /** The paths that were told. */
    private List<String> breakAndMend(DaemonProcess daemon, BrokenFile broken, int kind, JsonObject inForce)
            throws Exception {
        int logged = logged(daemon).size();
        broken.replace(config);
        List<Problem> expected = broken.problemsOf(config);

        assertThat(awaitHealth(daemon, "degraded")).isLessThan(NOTICED);
        assertTold(health(daemon).getJsonArray("issues"), "path", expected);
        for (int again = 0; again < 3; again++) {
            HttpResponse<String> answer = reload(daemon);
            assertThat(answer.statusCode()).isEqualTo(422);
            assertTold(new JsonObject(answer.body()).getJsonArray("errors"), "field", expected);
        }
        assertLogged(logged(daemon), logged, expected);
        assertThat(inForce(daemon)).isEqualTo(inForce);
        assertThat(daemon.publish(event()).statusCode()).isEqualTo(202);

        mend(daemon, kind % WATCHED == 0);
        assertThat(awaitHealth(daemon, "healthy")).isLessThan(NOTICED);
        assertThat(inForce(daemon)).isEqualTo(inForce);
        return expected.stream().map(Problem::path).toList();
    }

    /** @param watched whether it is left to the daemon to find that out */
    private void mend(DaemonProcess daemon, boolean watched) throws IOException, InterruptedException {
        Files.deleteIfExists(config);
        Files.writeString(config, GOOD);
        if (!watched) {
            assertThat(reload(daemon).statusCode()).isEqualTo(200);
        }
    }

    private static void assertTold(JsonArray told, String pathMember, List<Problem> expected) {
        assertThat(told).hasSameSizeAs(expected);
        assertThat(told).zipSatisfy(expected, (issue, problem) -> {
            JsonObject json = (JsonObject) issue;
            assertThat(json.getString(pathMember)).isEqualTo(problem.path());
            assertThat(json.getString("message")).contains(problem.expected());
            if (json.containsKey("value")) {
                assertThat(json.getString("value")).isEqualTo(problem.value());
                assertThat(json.getString("expected")).contains(problem.expected());
            }
        });
    }

    private static void assertLogged(List<String> all, int before, List<Problem> expected) {
        assertThat(all.subList(before, all.size())).zipSatisfy(expected, (line, problem) -> assertThat(line)
                .startsWith(problem.path() + ": " + problem.value() + ": ")
                .contains(problem.expected()));
    }

    /** What the log says of problems, in its order. */
    private static List<String> logged(DaemonProcess daemon) {
        return daemon.errors()
                .lines()
                .filter(line -> line.contains(LOGGED))
                .map(line -> line.substring(line.indexOf(LOGGED) + LOGGED.length()))
                .toList();
    }

    private static List<String> paths(JsonObject event) {
        return event.getJsonObject("data").getJsonArray("paths").stream()
                .map(String.class::cast)
                .toList();
    }

    private static Duration between(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    private Duration awaitHealth(DaemonProcess daemon, String wanted) throws Exception {
        long begun = System.nanoTime();
        Waiting.forThat(
                PATIENCE, () -> health(daemon), told -> told.getString("health").equals(wanted));
        Duration took = between(begun);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
        return took;
    }

    private static JsonObject health(DaemonProcess daemon) throws Exception {
        return new JsonObject(daemon.get("/health/flags").body());
    }

    /** All that is in force, with its version and its sources. */
    private static JsonObject inForce(DaemonProcess daemon) throws Exception {
        JsonObject all = new JsonObject(daemon.get("/routing").body());
        all.mergeIn(new JsonObject(daemon.get("/flags/status").body()));
        all.remove("timestamp");
        return all;
    }

    private HttpResponse<String> reload(DaemonProcess daemon) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(daemon.uri("/config/reload"))
                        .POST(BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonArray event() {
        return new JsonArray()
                .add(new JsonObject().put("event_type", "still_accepted").put("source", "test"));
    }
}
