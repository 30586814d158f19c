package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.SmallDisk;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that is full for a while, with the event log and the embedded database on it. */
class FullDiskIT {
    private static final long DISK_BYTES = 400L << 20;
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "CROSSFADE_SELF_MONITORING_ENABLED", "false",
            "CROSSFADE_EVENT_LOG_MAX_BYTES", "64MiB",
            "CROSSFADE_DATABASE_BREAKER_RESET_TIMEOUT", "500ms");

    @TempDir
    private Path folder;

    @Test
    void whatDoesNotFitIsRefusedAndWhatWasAcceptedIsStoredOnceThereIsRoom() throws Exception {
        assumeTrue(SmallDisk.unavailable().isEmpty(), () -> "no small disk: " + SmallDisk.unavailable());
        Set<String> accepted = new HashSet<>();
        try (SmallDisk disk = SmallDisk.mount(Files.createDirectory(folder.resolve("disk")), DISK_BYTES);
                DaemonProcess daemon = DaemonProcess.start(disk.folder().resolve("data"), ENVIRONMENT)) {
            publish(daemon, accepted, 20);

            disk.fill();
            HttpResponse<String> refused = publishUntilRefused(daemon, accepted);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("Retry-After").orElseThrow()))
                    .isBetween(1, 60);
            assertThat(daemon.get("/health/ready").statusCode()).isEqualTo(503);

            disk.free();
            awaitAccepted(daemon, accepted);
            publish(daemon, accepted, 20);
            daemon.awaitStored();

            Set<String> stored = new HashSet<>();
            List<JsonObject> rows = daemon.history("limit=1000");
            rows.forEach(row -> stored.add(row.getString("id")));
            assertThat(stored).containsAll(accepted).hasSameSizeAs(rows);
            assertThat(daemon.errors()).doesNotContain("\tat ");
        }
    }

    private static void publish(DaemonProcess daemon, Set<String> accepted, int requests) throws Exception {
        for (int request = 0; request < requests; request++) {
            JsonArray events = events();
            assertThat(send(daemon, events, accepted).statusCode()).isEqualTo(202);
        }
    }

    private static HttpResponse<String> publishUntilRefused(DaemonProcess daemon, Set<String> accepted)
            throws Exception {
        for (int request = 0; request < 2_000; request++) {
            HttpResponse<String> answer = send(daemon, events(), accepted);
            if (answer.statusCode() != 202) {
                return answer;
            }
        }
        throw new AssertionError("a full disk took everything");
    }

    /** The same events again and again, as a publisher does: what was taken unheard is told as known. */
    private static void awaitAccepted(DaemonProcess daemon, Set<String> accepted) {
        JsonArray events = events();
        Waiting.until(
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                "there is room again",
                () -> send(daemon, events, accepted).statusCode() == 202);
    }

    private static HttpResponse<String> send(DaemonProcess daemon, JsonArray events, Set<String> accepted)
            throws Exception {
        HttpResponse<String> answer = daemon.publish(events);
        if (answer.statusCode() == 202) {
            events.forEach(event -> accepted.add(((JsonObject) event).getString("id")));
        }
        return answer;
    }

    private static JsonArray events() {
        String text = "x".repeat(10_000);
        return new JsonArray(IntStream.range(0, 20)
                .mapToObj(n -> new JsonObject()
                        .put("id", UUID.randomUUID().toString())
                        .put("event_type", "cache_metrics")
                        .put("source", "full-disk")
                        .put("data", new JsonObject().put("text", text)))
                .toList());
    }
}
