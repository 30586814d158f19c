package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.routing.Bucket;
import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The configuration file is changed under load, in each of the ways in which files are changed. */
class ReloadIT {
    private static final Duration IN_FORCE = Duration.ofSeconds(2);
    private static final int CHANGES = 20;
    private static final int BATCH = 20;
    /** Twenty events each: 2,000 a second. */
    private static final long BATCH_EVERY_NANOS = Duration.ofMillis(10).toNanos();

    private static final String KEY = "dual_write.categories.performance.percentage";

    @TempDir
    private Path dir;

    private Path config;
    private int targets;

    @BeforeEach
    void aConfigurationBehindASymlink() throws IOException {
        config = Files.createDirectory(dir.resolve("conf")).resolve("crossfade.yaml");
        Files.createSymbolicLink(config, target(yaml(0)));
    }

    /** What was published, and what became of it. */
    private record Load(int accepted, int requests) {}

    @Test
    void everyChangeIsInForceInTwoSecondsAndExplainsTheRoutesOfItsEvents() throws Exception {
        try (DaemonProcess daemon = start()) {
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<Load> load = CompletableFuture.supplyAsync(() -> publish(daemon, enough));
            List<Duration> took = new ArrayList<>();
            for (int change = 1; change <= CHANGES; change++) {
                double percentage = change % 2 == 0 ? change * 4 : 100 - change * 4.5;
                change(change, yaml(percentage));
                took.add(awaitInForce(daemon, percentage));
            }
            enough.set(true);
            Load sent = load.join();
            daemon.awaitStored();

            System.out.printf(
                    "reload changes=%d slowest=%s events=%d requests=%d%n",
                    CHANGES, took.stream().max(Duration::compareTo).orElseThrow(), sent.accepted(), sent.requests());
            assertThat(took).allSatisfy(time -> assertThat(time).isLessThan(IN_FORCE));
            List<JsonObject> events = daemon.history("event_type=reload_probe&limit=1000");
            assertThat(events).hasSize(sent.accepted());
            assertExplained(daemon, events);
        }
    }

    @Test
    void aFileThatIsPutBackRightAfterAReloadIsInForceAgain() throws Exception {
        try (DaemonProcess daemon = start()) {
            Files.writeString(config, yaml(20));
            awaitInForce(daemon, 20);

            Files.writeString(config, yaml(30));
            HttpRequest reload = HttpRequest.newBuilder(daemon.uri("/config/reload"))
                    .POST(BodyPublishers.noBody())
                    .build();
            assertThat(HttpClient.newHttpClient()
                            .send(reload, BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            Files.writeString(config, yaml(20));

            awaitInForce(daemon, 20);
        }
    }

    /** Each route is what the bucket of its event says under the percentage of the version stored with it. */
    private static void assertExplained(DaemonProcess daemon, List<JsonObject> events) throws Exception {
        Map<Long, Double> percentages = percentages(daemon, events);
        assertThat(percentages.keySet().stream().distinct().count()).isGreaterThan(CHANGES / 2);
        assertThat(events).allSatisfy(event -> {
            double percentage = percentages.get(event.getLong("config_version"));
            boolean inside = Bucket.of(event.getString("id")) < percentage * 100;
            assertThat(event.getJsonArray("adapters"))
                    .isEqualTo(
                            inside
                                    ? new JsonArray().add("websocket").add("realtime")
                                    : new JsonArray().add("websocket"));
        });
    }

    /** What the audit says of each version that an event was stored with. */
    private static Map<Long, Double> percentages(DaemonProcess daemon, List<JsonObject> events) throws Exception {
        List<JsonObject> rows = new ArrayList<>();
        String next = "/audit?key=" + KEY + "&limit=1000";
        while (next != null) {
            JsonObject page = new JsonObject(daemon.get(next).body());
            page.getJsonArray("items").forEach(row -> rows.add((JsonObject) row));
            next = page.getString("next");
        }
        Map<Long, Double> percentages = new HashMap<>();
        for (JsonObject event : events) {
            long version = event.getLong("config_version");
            percentages.computeIfAbsent(version, v -> rows.stream()
                    .filter(row -> row.getLong("version") <= v)
                    .findFirst()
                    .orElseThrow()
                    .getDouble("new"));
        }
        return percentages;
    }

    private DaemonProcess start() throws IOException {
        return DaemonProcess.start(dir.resolve("data"), 0, Map.of(), "--config", config.toString());
    }

    private void change(int change, String yaml) throws IOException {
        switch (change % 3) {
            case 0 -> Files.writeString(config, yaml);
            case 1 -> {
                Path next = Files.writeString(config.resolveSibling("next.yaml"), yaml);
                Files.move(next, config, StandardCopyOption.ATOMIC_MOVE);
            }
            default -> {
                Path link = config.resolveSibling("link");
                Files.createSymbolicLink(link, target(yaml));
                Files.move(link, config, StandardCopyOption.ATOMIC_MOVE);
            }
        }
    }

    private Path target(String yaml) throws IOException {
        return Files.writeString(dir.resolve("target-" + targets++ + ".yaml"), yaml);
    }

    private static String yaml(double percentage) {
        return "dual_write:\n  categories:\n    performance: {percentage: " + percentage
                + ", adapters: [websocket, realtime]}\n";
    }

    private static Duration awaitInForce(DaemonProcess daemon, double percentage) throws Exception {
        Instant saved = Instant.now();
        Waiting.forThat(
                Duration.ofSeconds(20),
                () -> new JsonObject(daemon.get("/routing").body())
                        .getJsonObject("plan")
                        .getJsonObject("performance"),
                plan -> plan.getDouble("percentage") == percentage);
        return Duration.between(saved, Instant.now());
    }

    private static Load publish(DaemonProcess daemon, AtomicBoolean enough) {
        int requests = 0;
        long next = System.nanoTime();
        while (!enough.get()) {
            while (System.nanoTime() < next) {
                Thread.onSpinWait();
            }
            next += BATCH_EVERY_NANOS;
            send(daemon);
            requests++;
        }
        return new Load(requests * BATCH, requests);
    }

    private static void send(DaemonProcess daemon) {
        JsonArray batch = new JsonArray();
        for (int i = 0; i < BATCH; i++) {
            batch.add(new JsonObject()
                    .put("id", UUID.randomUUID().toString())
                    .put("event_type", "reload_probe")
                    .put("category", "performance")
                    .put("source", "test")
                    .put("timestamp", Instant.now().toString())
                    .put("data", new JsonObject().put("n", i)));
        }
        try {
            assertThat(daemon.publish(batch).statusCode()).isEqualTo(202);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }
}
