package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.persistence.DatabaseTarget;
import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.FaultProxy;
import dev.crossfade.testkit.HardDatabase;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What validation counted gets into the database: on demand, at the interval, when the daemon stops, and after an outage. */
class MetricsFlushIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOTAL =
            "SELECT coalesce(sum(total_events), 0) FROM monitoring.validation_metrics WHERE event_type = 'cache_metrics'";
    private static final String FLUSHES = "SELECT count(DISTINCT flush_id) FROM monitoring.validation_metrics";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    @Test
    void theSumOverFlushesOnDemandAtTheIntervalAndAtTheEndIsWhatWasSent() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            try (DaemonProcess daemon = DaemonProcess.start(folder, silent(database.daemon()))) {
                publish(daemon, 30);
                HttpResponse<String> flushed = send(daemon, "POST", "/metrics/flush", "");
                assertThat(flushed.statusCode()).as(flushed.body()).isEqualTo(200);
                assertThat(new JsonObject(flushed.body()).getInteger("flushed_records"))
                        .isEqualTo(1);
                assertThat(database.ask(TOTAL)).isEqualTo("30");

                publish(daemon, 20);
                setFlag(daemon, "MONITORING_METRICS_FLUSH_INTERVAL", 1);
                awaitAsked(database, TOTAL, "50");

                setFlag(daemon, "MONITORING_METRICS_PERSISTENCE", false);
                publish(daemon, 10);
                assertThat(send(daemon, "POST", "/metrics/flush", "").statusCode())
                        .isEqualTo(503);
                assertThat(live(daemon)).isEqualTo(60);
                assertThat(database.ask(TOTAL)).isEqualTo("50");
                setFlag(daemon, "MONITORING_METRICS_PERSISTENCE", true);
                awaitAsked(database, TOTAL, "60");

                setFlag(daemon, "MONITORING_METRICS_FLUSH_INTERVAL", 3600);
                publish(daemon, 7);
                assertThat(daemon.terminate()).isZero();
                assertThat(daemon.errors()).contains("shutdown step=\"metrics flush\" finished=yes");
            }
            assertThat(database.ask(TOTAL)).isEqualTo("67");
            assertThat(database.ask(FLUSHES)).isEqualTo("4");
            assertThat(database.ask("SELECT total_events FROM monitoring.validation_metrics_summary"))
                    .isEqualTo("67");
        }
    }

    @Test
    void withTheDatabaseAwayAFlushIsKeptInTheEventLogOverAKillAndStoredOnce() throws Exception {
        try (HardDatabase database = HardDatabase.in(folder.resolve("database"));
                FaultProxy line = FaultProxy.before(database.port())) {
            Map<String, String> environment = silent(database.daemon(line.port()));
            environment.put("MONITORING_TIMEOUT_MS", "300");
            line.refuse();
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                publish(daemon, 30);
                HttpResponse<String> flushed = send(daemon, "POST", "/metrics/flush", "");
                assertThat(flushed.statusCode()).isEqualTo(503);
                assertThat(flushed.body()).contains("will be stored");
                daemon.kill();
            }
            environment.put("MONITORING_TIMEOUT_MS", "5000");
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                publish(daemon, 5);
                assertThat(daemon.get("/metrics/persistence").body()).contains("\"metrics_flushes\":{\"total\":0");

                line.restore();
                daemon.awaitStored();
                assertThat(database.ask(TOTAL)).isEqualTo("30");
                assertThat(daemon.terminate()).isZero();
            }
            assertThat(database.ask(TOTAL)).isEqualTo("35");
            assertThat(database.ask(FLUSHES)).isEqualTo("2");
        }
    }

    @Test
    void aLogThatTakesNothingIsToldAndHoldsUpNoOtherStepOfTheStop() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), silent(database.daemon()))) {
            publish(daemon, 3);
            daemon.awaitStored();
            Files.move(folder.resolve("data/log"), folder.resolve("away"));

            HttpResponse<String> flushed = send(daemon, "POST", "/metrics/flush", "");
            assertThat(flushed.statusCode()).isEqualTo(503);
            assertThat(flushed.body()).contains("the event log cannot write");
            long begun = System.nanoTime();

            assertThat(daemon.terminate()).isEqualTo(1);

            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
            assertThat(daemon.errors())
                    .containsPattern(
                            "shutdown step=\"metrics flush\" finished=no .* reason=\"the event log cannot write")
                    .contains("shutdown step=\"persistence\" finished=yes", "shutdown step=\"http\" finished=yes");
            assertThat(database.ask(TOTAL)).isEqualTo("0");
        }
    }

    private static Map<String, String> silent(DatabaseTarget target) {
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(target));
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        environment.put("MONITORING_METRICS_FLUSH_INTERVAL", "3600");
        return environment;
    }

    private static void publish(DaemonProcess daemon, int count) throws Exception {
        JsonArray events = new JsonArray();
        IntStream.range(0, count)
                .forEach(n -> events.add(
                        new JsonObject().put("event_type", "cache_metrics").put("source", "test")));
        assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
    }

    private void setFlag(DaemonProcess daemon, String name, Object value) throws Exception {
        String body = new JsonObject().put("value", value).put("reason", "test").encode();
        HttpResponse<String> answer = send(daemon, "PUT", "/flags/" + name, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static long live(DaemonProcess daemon) throws Exception {
        return new JsonObject(daemon.get("/metrics/validation").body())
                .getJsonObject("by_event_type")
                .getJsonObject("cache_metrics")
                .getLong("total_events");
    }

    private HttpResponse<String> send(DaemonProcess daemon, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(daemon.uri(path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private static void awaitAsked(TestDatabase database, String sql, String expected) {
        Waiting.until(PATIENCE, sql + " is " + expected, () -> expected.equals(database.ask(sql)));
    }
}
