package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.crossfade.testkit.Chromium;
import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.DashboardPage;
import dev.crossfade.testkit.LiveClient;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.zip.CRC32;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.chrome.ChromeDriver;

/** The daemon as a process, from its door to its end. */
class DaemonIT {
    private static final Map<String, String> SILENT = Map.of("CROSSFADE_SELF_MONITORING_ENABLED", "false");
    private static final String BY_TEST = "source=test&order=asc&limit=1000";

    @TempDir
    private Path folder;

    @Test
    void aFreshStartShowsEventsWithinFiveSeconds() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (DaemonProcess daemon = DaemonProcess.start(folder, Map.of());
                LiveClient client = LiveClient.connect(vertx, daemon.port(), "/ws")) {
            JsonObject greeting = client.next("initial_stats");
            JsonArray recent = greeting.getJsonArray("recent_events");
            JsonObject first = recent.isEmpty() ? client.events(1).get(0) : recent.getJsonObject(recent.size() - 1);
            assertThat(first.getString("source")).isEqualTo("crossfade");
            assertThat(daemon.get("/").body()).contains("<cf-dashboard>");
            assertThat(daemon.terminate()).isZero();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void whatIsSentIsSeenLiveAndFoundAgainInOrderOnceWithItsChecksum() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), SILENT);
                LiveClient client = LiveClient.connect(vertx, daemon.port(), "/ws")) {
            Path feed = Files.writeString(
                    folder.resolve("feed.ndjson"),
                    IntStream.range(0, 3_000).mapToObj(DaemonIT::line).collect(Collectors.joining("\n")));
            int exitCode = DaemonProcess.run(
                    Map.of(),
                    folder.resolve("send.err"),
                    "send",
                    feed.toString(),
                    "--url",
                    daemon.uri("").toString());
            assertThat(exitCode).isZero();

            List<JsonObject> live = client.events(3_000);
            daemon.awaitStored();
            List<JsonObject> stored = daemon.history(BY_TEST);

            assertThat(stored).extracting(DaemonIT::sequenceId).containsExactlyElementsOf(from1To(3_000));
            assertThat(stored).extracting(DaemonIT::withoutPosition).isEqualTo(withoutPositions(live));
            assertThat(stored)
                    .allSatisfy(event -> assertThat(event.getString("checksum")).isEqualTo(independentChecksum(event)));
            assertThat(stored)
                    .extracting(event -> event.getJsonObject("data").getInteger("n"))
                    .containsExactlyElementsOf(IntStream.range(0, 3_000).boxed().toList());
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void historyIsFilteredPagedAndExported() throws Exception {
        try (DaemonProcess daemon = DaemonProcess.start(folder, SILENT)) {
            JsonArray events = new JsonArray();
            IntStream.range(0, 2_500).forEach(n -> events.add(event(n)));
            assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
            daemon.awaitStored();
            assertThat(daemon.history("category=critical&limit=100")).hasSize(358);
            assertThat(daemon.history("event_type=error&q=%22n%22%3A%20700")).hasSize(1);
            assertThat(daemon.history("from=2005-12-04T04:47:45Z")).isEmpty();
            assertThat(daemon.history("after=100&before=103"))
                    .extracting(DaemonIT::sequenceId)
                    .containsExactly(102L, 101L);
            assertThat(export(daemon, "/events?source=test", "application/x-ndjson"))
                    .hasSize(2_500)
                    .first(STRING)
                    .contains("\"sequence_id\":2500,", "\"config_version\":1,");
            assertThat(export(daemon, "/events?order=asc", "text/csv"))
                    .hasSize(2_501)
                    .satisfies(lines -> assertThat(lines.get(0))
                            .endsWith(",config_version,checksum,checksum_algorithm,checksum_key_id"))
                    .satisfies(lines -> assertThat(lines.get(2500)).contains(",websocket realtime,1,"))
                    .element(1, STRING)
                    .startsWith("1,");
            assertThat(export(daemon, "/events?limit=10", "text/csv")).hasSize(11);
        }
    }

    @Test
    void theDashboardShowsWhatIsPublished() throws Exception {
        ChromeDriver browser = Chromium.start();
        try (DaemonProcess daemon = DaemonProcess.start(folder, SILENT)) {
            DashboardPage page = DashboardPage.open(browser, daemon.uri("/"));
            page.awaitPhase("live");
            daemon.publish(new JsonArray().add(event(0)).add(event(1)).add(event(2)));
            page.awaitCount("critical", 1);
            page.awaitCount("performance", 2);
            assertThat(page.rows()).extracting(DashboardPage.Row::type).contains("error", "response_time");
            assertThat(page.complaints()).isEmpty();
        } finally {
            browser.quit();
        }
    }

    @Test
    void stoppedAndKilledInTheMiddleItLosesNothingAndStoresNothingTwice() throws Exception {
        List<String> accepted = new ArrayList<>();
        for (boolean kill : new boolean[] {false, true, false, true}) {
            DaemonProcess daemon = DaemonProcess.start(folder, SILENT);
            CompletableFuture<Void> publisher = CompletableFuture.runAsync(() -> publishUntilRefused(daemon, accepted));
            awaitAccepted(accepted, accepted.size() + 2_000);
            if (kill) {
                daemon.kill();
            } else {
                assertThat(daemon.terminate()).isZero();
            }
            publisher.join();
        }
        try (DaemonProcess daemon = DaemonProcess.start(folder, SILENT)) {
            JsonArray again = new JsonArray();
            accepted.subList(accepted.size() - 1_000, accepted.size()).forEach(id -> again.add(event(0).put("id", id)));
            assertThat(new JsonObject(daemon.publish(again).body()).getInteger("duplicates"))
                    .isEqualTo(1_000);
            daemon.awaitStored();
            List<JsonObject> stored = daemon.history(BY_TEST);
            assertThat(stored)
                    .extracting(event -> event.getString("id"))
                    .doesNotHaveDuplicates()
                    .containsAll(accepted);
            assertThat(stored).extracting(DaemonIT::sequenceId).containsExactlyElementsOf(from1To(stored.size()));
        }
    }

    @Test
    void aSecondDaemonOnTheSameDataIsRefusedWithAClearError() throws Exception {
        Path errors = folder.resolve("second.err");
        try (DaemonProcess first = DaemonProcess.start(folder.resolve("data"), SILENT)) {
            int exitCode = DaemonProcess.run(
                    SILENT,
                    errors,
                    "--port",
                    "0",
                    "--data-dir",
                    folder.resolve("data").toString());
            assertThat(exitCode).isEqualTo(1);
            assertThat(first.get("/health").statusCode()).isEqualTo(200);
        }
        assertThat(Files.readString(errors)).contains("another daemon is using");
    }

    @Test
    void aPortThatIsTakenIsNamedAndNothingIsLeftRunning() throws Exception {
        Path errors = folder.resolve("port.err");
        Path data = folder.resolve("data");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(DaemonProcess.run(SILENT, errors, "--port", port, "--data-dir", data.toString()))
                    .isEqualTo(1);
            assertThat(Files.readString(errors)).contains("127.0.0.1:" + port, "--port");
        }
        assertThat(data.resolve("postgres/cluster/postmaster.pid")).doesNotExist();
    }

    @Test
    void withABadConfigurationItDoesNotStartAndNamesEveryProblem() throws Exception {
        Path errors = folder.resolve("bad.err");
        Map<String, String> bad = Map.of(
                "MONITORING_BATCH_SIZE", "0", "DUAL_WRITE_CRITICAL_PERCENTAGE", "101", "CROSSFADE_HTTP_PROT", "1");
        int exitCode = DaemonProcess.run(
                bad, errors, "--port", "0", "--data-dir", folder.resolve("data").toString());
        assertThat(exitCode).isEqualTo(2);
        assertThat(Files.readString(errors)).contains(bad.keySet());
        assertThat(folder.resolve("data")).doesNotExist();
    }

    private static List<String> export(DaemonProcess daemon, String path, String type) throws Exception {
        return daemon.get(path, type).body().lines().toList();
    }

    private static void publishUntilRefused(DaemonProcess daemon, List<String> accepted) {
        try {
            while (true) {
                List<String> ids = IntStream.range(0, 20)
                        .mapToObj(i -> UUID.randomUUID().toString())
                        .toList();
                HttpResponse<String> response = daemon.publish(new JsonArray(
                        ids.stream().map(id -> event(0).put("id", id)).toList()));
                if (response.statusCode() != 202) {
                    return;
                }
                synchronized (accepted) {
                    accepted.addAll(ids);
                }
            }
        } catch (IOException | InterruptedException gone) {
            // The daemon has ended; what it had acknowledged is in the list.
            return;
        }
    }

    private static void awaitAccepted(List<String> accepted, int count) {
        Waiting.forThat(Duration.ofSeconds(60), () -> size(accepted), size -> size >= count);
    }

    private static int size(List<String> accepted) {
        synchronized (accepted) {
            return accepted.size();
        }
    }

    private static JsonObject event(int n) {
        return new JsonObject()
                .put("event_type", n % 7 == 0 ? "error" : "response_time")
                .put("source", "test")
                .put("timestamp", "2005-12-04T04:47:44Z")
                .put(
                        "data",
                        new JsonObject()
                                .put("n", n)
                                .put("b", "ü\u2028\"")
                                .put("a", 0.1 * n)
                                .put("list", new JsonArray().add(1e21).addNull()));
    }

    private static String line(int n) {
        return event(n).encode();
    }

    private static long sequenceId(JsonObject event) {
        return event.getLong("sequence_id");
    }

    private static JsonObject withoutPosition(JsonObject event) {
        JsonObject copy = event.copy();
        copy.remove("position");
        return copy;
    }

    private static List<JsonObject> withoutPositions(List<JsonObject> events) {
        return events.stream().map(DaemonIT::withoutPosition).toList();
    }

    private static List<Long> from1To(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    /** By the documented form and another implementation of RFC 8785. */
    private static String independentChecksum(JsonObject event) throws Exception {
        JsonObject summed = new JsonObject();
        for (String name : List.of("category", "data", "event_type", "sequence_id", "source", "timestamp")) {
            summed.put(name, event.getValue(name));
        }
        byte[] canonical = new JsonCanonicalizer(summed.encode()).getEncodedUTF8();
        if (event.getString("checksum_algorithm").equals("sha256")) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(canonical);
            return HexFormat.of().formatHex(hash);
        }
        CRC32 crc = new CRC32();
        crc.update(canonical);
        return "%08x".formatted(crc.getValue());
    }
}
