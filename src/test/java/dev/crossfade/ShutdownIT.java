package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.persistence.DatabaseTarget;
import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.LiveClient;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the daemon ends, as a process: in time, with a true report, and with nothing lost. */
class ShutdownIT {
    private static final Map<String, String> SILENT = Map.of("CROSSFADE_SELF_MONITORING_ENABLED", "false");
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final long PATIENCE_SECONDS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);
    private static final String STORED = "SELECT count(*) FROM monitoring.monitoring_events";

    @TempDir
    private Path folder;

    @Test
    void requestsInFlightAreAnsweredAndWhatWasAcceptedIsStored() throws Exception {
        List<Integer> answers = new ArrayList<>();
        int accepted;
        try (DaemonProcess daemon = DaemonProcess.start(folder, SILENT)) {
            CompletableFuture<Integer> publisher =
                    CompletableFuture.supplyAsync(() -> publishUntilRefused(daemon, answers));
            Waiting.forThat(PATIENCE, () -> size(answers), answered -> answered > 50);

            assertThat(daemon.terminate()).isZero();

            accepted = publisher.join();
            assertThat(daemon.errors())
                    .contains("shutdown step=\"events in flight\" finished=yes")
                    .contains("unfinished=\"\" left_records=0")
                    .doesNotContain("ERROR");
        }
        try (DaemonProcess daemon = DaemonProcess.start(folder, SILENT)) {
            assertThat(daemon.history("limit=1000")).hasSize(accepted);
        }
    }

    @Test
    void liveClientsThatDoNotReadHoldNothingUp() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (DaemonProcess daemon = DaemonProcess.start(folder, SILENT);
                LiveClient deaf = LiveClient.connect(vertx, daemon.port(), "/ws");
                LiveClient listening = LiveClient.connect(vertx, daemon.port(), "/ws")) {
            deaf.next("initial_stats");
            deaf.stall();
            for (int batch = 0; batch < 40; batch++) {
                assertThat(daemon.publish(events(100, "x".repeat(3_000))).statusCode())
                        .isEqualTo(202);
            }
            long begun = System.nanoTime();

            assertThat(daemon.terminate()).isZero();

            assertThat(since(begun)).isLessThan(Duration.ofSeconds(30));
            assertThat(listening.closeCode()).isEqualTo((short) 1001);
            assertThat(daemon.errors()).contains("shutdown step=\"http\" finished=yes");
            deaf.goOn();
        } finally {
            vertx.close().await();
        }
    }

    @Test
    void aSignalDuringTheStartOfAnEmbeddedDatabaseStopsItToo() throws Exception {
        Path errors = folder.resolve("start.err");
        Path data = folder.resolve("data");
        Process process = DaemonProcess.begin(data, SILENT, errors);
        Waiting.until(PATIENCE, "the database has a directory", () -> Files.exists(data.resolve("postgres")));

        process.toHandle().destroy();

        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        String said = Files.readString(errors);
        assertThat(said).contains("stopping", "shutdown step=\"persistence\" finished=yes");
        // Whether the audit rows of the start were stored is up to how far the database had come.
        assertThat(process.exitValue()).isEqualTo(said.contains("left_records=0") ? 0 : 1);
        assertThat(process.inputReader().readLine()).isNull();
        assertThat(data.resolve("postgres/cluster/postmaster.pid")).doesNotExist();
        try (DaemonProcess next = DaemonProcess.start(data, SILENT)) {
            assertThat(next.publish(events(1, "")).statusCode()).isEqualTo(202);
            assertThat(next.terminate()).isZero();
        }
    }

    @Test
    void aStartThatHangsInTheDatabaseIsGivenUpWithinTheDeadline() throws Exception {
        Path errors = folder.resolve("hang.err");
        try (ServerSocket saysNothing = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> environment =
                    external("postgresql://u:p@127.0.0.1:" + saysNothing.getLocalPort() + "/d", "3s");
            environment.put("MONITORING_TIMEOUT_MS", "60000");
            Process process = DaemonProcess.begin(folder.resolve("data"), environment, errors);
            saysNothing.accept();
            long begun = System.nanoTime();

            process.toHandle().destroy();

            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(since(begun)).isLessThan(Duration.ofSeconds(3).plus(GRACE));
            assertThat(Files.readString(errors)).contains("stopped millis=", "left_records=");
        }
    }

    @Test
    void aStartThatItsDiskHoldsUpForEverIsEndedByTheWatchdogWhichNamesIt() throws Exception {
        Path errors = folder.resolve("disk.err");
        Path data = folder.resolve("data");
        try (DaemonProcess first = DaemonProcess.start(data, SILENT)) {
            assertThat(first.terminate()).isZero();
        }
        Path pipe = data.resolve("node-id");
        Files.delete(pipe);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Map<String, String> environment = new HashMap<>(SILENT);
        environment.put("CROSSFADE_SHUTDOWN_TIMEOUT", "1s");
        Process process = DaemonProcess.begin(data, environment, errors);
        // Opens once the daemon reads from the other end; then nothing comes, ever.
        try (OutputStream silent = Files.newOutputStream(pipe, StandardOpenOption.WRITE)) {
            process.toHandle().destroy();
            silent.flush();

            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(errors)).contains("shutdown not over in time", "step=\"start\"");
    }

    @Test
    void whileItStopsItIsNotReadyAndTakesNoEventsButAnswersAndASecondSignalEndsItAtOnce() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                DaemonProcess daemon = DaemonProcess.start(folder, external(uri(database), "1m"))) {
            makeSlow(database, 1);
            assertThat(daemon.publish(events(200, "")).statusCode()).isEqualTo(202);

            daemon.signal();

            Waiting.forThat(PATIENCE, () -> daemon.get("/health/ready").statusCode(), status -> status == 503);
            HttpResponse<String> refused = daemon.publish(events(1, ""));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Connection")).contains("close");
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(daemon.get("/health").statusCode()).isEqualTo(200);
            assertThat(daemon.get("/metrics/validation").statusCode()).isEqualTo(200);
            long begun = System.nanoTime();

            assertThat(daemon.terminate()).isEqualTo(1);

            assertThat(since(begun)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aBacklogThatTheDatabaseIsTooSlowForIsReportedAndStoredByTheNextStartOnceAndInOrder() throws Exception {
        int events = 100_000;
        try (TestDatabase database = TestDatabase.migrated()) {
            makeSlow(database, 0.5);
            Map<String, String> environment = external(uri(database), "5s");
            try (DaemonProcess daemon = DaemonProcess.start(folder, environment)) {
                for (int n = 0; n < events; n += 1_000) {
                    assertThat(daemon.publish(events(1_000, "")).statusCode()).isEqualTo(202);
                }
                long begun = System.nanoTime();

                assertThat(daemon.terminate()).isEqualTo(1);

                assertThat(since(begun)).isLessThan(Duration.ofSeconds(5).plus(GRACE));
                assertThat(daemon.errors())
                        .containsPattern("left_records=\\d{5,6} left_bytes=\\d{7,} left_oldest=20\\d\\d-");
                assertThat(daemon.errors()).doesNotContain("shutdown not over in time");
            }
            database.ask("DROP TRIGGER slow ON monitoring.monitoring_events");
            environment.put("MONITORING_BATCH_SIZE", "1000");
            try (DaemonProcess daemon = DaemonProcess.start(folder, environment)) {
                daemon.awaitStored();
                assertThat(database.ask(STORED)).isEqualTo(Integer.toString(events));
                assertThat(sequenceIdsByPosition(database))
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(1, events).boxed().toList());
                assertThat(daemon.terminate()).isZero();
            }
        }
    }

    /** Every statement that stores events takes so long. */
    private static void makeSlow(TestDatabase database, double seconds) throws Exception {
        database.ask("CREATE FUNCTION monitoring.sleep() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN PERFORM pg_sleep(" + seconds + "); RETURN NULL; END'");
        database.ask("CREATE TRIGGER slow BEFORE INSERT ON monitoring.monitoring_events"
                + " FOR EACH STATEMENT EXECUTE FUNCTION monitoring.sleep()");
    }

    private static List<Long> sequenceIdsByPosition(TestDatabase database) throws Exception {
        List<Long> ids = new ArrayList<>();
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "SELECT sequence_id FROM monitoring.monitoring_events ORDER BY position")) {
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
        }
        return ids;
    }

    private static String uri(TestDatabase database) {
        DatabaseTarget daemon = database.daemon();
        return "postgresql://%s:%s@%s:%d/%s"
                .formatted(daemon.user(), daemon.password(), daemon.host(), daemon.port(), daemon.database());
    }

    private static Map<String, String> external(String uri, String timeout) {
        Map<String, String> environment = new HashMap<>(SILENT);
        environment.put("CROSSFADE_DATABASE_MODE", "external");
        environment.put("CROSSFADE_DATABASE_URI", uri);
        environment.put("CROSSFADE_SHUTDOWN_TIMEOUT", timeout);
        environment.put("MONITORING_BATCH_SIZE", "10");
        return environment;
    }

    /** @return how many events were accepted */
    private static int publishUntilRefused(DaemonProcess daemon, List<Integer> answers) {
        int accepted = 0;
        try {
            while (true) {
                int status = daemon.publish(events(20, "")).statusCode();
                synchronized (answers) {
                    answers.add(status);
                }
                if (status != 202) {
                    assertThat(status).isEqualTo(503);
                    return accepted;
                }
                accepted += 20;
            }
        } catch (IOException | InterruptedException gone) {
            // A connection refused: no request was under way.
            return accepted;
        }
    }

    private static int size(List<Integer> answers) {
        synchronized (answers) {
            return answers.size();
        }
    }

    private static JsonArray events(int count, String text) {
        JsonArray events = new JsonArray();
        IntStream.range(0, count)
                .forEach(n -> events.add(new JsonObject()
                        .put("event_type", "cache_metrics")
                        .put("source", "test")
                        .put("data", new JsonObject().put("n", n).put("text", text))));
        return events;
    }

    private static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
