package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.HardDatabase;
import dev.crossfade.testkit.Scrape;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a daemon with a heap of 256 MiB holds while the realtime side is away and events keep coming.
 *
 * <p>{@code -Doutage.seconds=600} for longer, {@code -Doutage.rate=N} events a second, {@code -Doutage.pending=300000} for
 * as many followed events as by default.
 */
class ParityOutageIT {
    private static final int SECONDS = Integer.getInteger("outage.seconds", 15);
    private static final int RATE = Integer.getInteger("outage.rate", 2000);
    private static final int MOST_PENDING = Integer.getInteger("outage.pending", 10_000);
    private static final int BATCHES_A_SECOND = 20;
    private static final int LINES = 10;
    private static final long MIB = 1 << 20;
    private static final long HEAP_MIB = 256;
    /** Ten times what a second brings in is stored in a second; and a silent database is found out late. */
    private static final Duration PATIENCE = Duration.ofSeconds(60 + SECONDS);

    @TempDir
    private Path folder;

    @Test
    void beyondTheBoundWhatIsPendingIsGivenUpUnverifiedAndNothingIsMissing() throws Exception {
        try (HardDatabase database = HardDatabase.in(folder.resolve("database"));
                DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment(database))) {
            System.out.printf(
                    "outage.seconds=%d outage.rate=%d outage.pending=%d%n%8s %9s %9s %10s %9s %7s %8s %8s%n",
                    SECONDS,
                    RATE,
                    MOST_PENDING,
                    "s away",
                    "accepted",
                    "pending",
                    "unverified",
                    "matched",
                    "missing",
                    "RSS MiB",
                    "heap MiB");
            database.freeze();
            long accepted = publishAndTell(daemon);
            JsonObject away = totals(daemon);
            assertThat(away.getLong("dual_written")).isEqualTo(accepted);
            assertThat(away.getLong("pending")).isBetween(1L, (long) MOST_PENDING);
            assertThat(away.getLong("unverified")).isEqualTo(accepted - away.getLong("pending"));

            database.thaw();
            JsonObject back = awaitDecided(daemon);
            tell(daemon, "back", accepted);
            assertThat(back.getLong("matched")).isEqualTo(away.getLong("pending"));
            assertThat(back.getLong("unverified")).isEqualTo(away.getLong("unverified"));
            assertThat(back.getLong("mismatched")).isZero();
            daemon.awaitStored();
            assertThat(database.ask("SELECT count(*) FROM monitoring.monitoring_events"))
                    .isEqualTo(Long.toString(accepted));
            assertThat(database.ask("SELECT count(DISTINCT (data->>'n')) FROM monitoring.monitoring_events"))
                    .isEqualTo(Long.toString(accepted));
            System.out.println("most RSS MiB: " + daemon.peakResidentBytes() / MIB);
        }
    }

    private static Map<String, String> environment(HardDatabase database) {
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon(database.port())));
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        environment.put("CROSSFADE_PARITY_MAX_PENDING", Integer.toString(MOST_PENDING));
        return environment;
    }

    /** Publishes at an even rate for the time of the outage, and gives how many events were accepted. */
    private static long publishAndTell(DaemonProcess daemon) throws Exception {
        long begun = System.nanoTime();
        long accepted = 0;
        CompletableFuture<Void> telling = CompletableFuture.completedFuture(null);
        for (int batch = 0; batch < SECONDS * BATCHES_A_SECOND; batch++) {
            LockSupport.parkNanos(
                    begun + batch * (Duration.ofSeconds(1).toNanos() / BATCHES_A_SECOND) - System.nanoTime());
            HttpResponse<String> answer = daemon.publish(batch(accepted));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            accepted += new JsonObject(answer.body()).getLong("accepted");
            if ((batch + 1) % (SECONDS * BATCHES_A_SECOND / LINES) == 0) {
                String seconds = Integer.toString((batch + 1) / BATCHES_A_SECOND);
                long soFar = accepted;
                telling.join();
                // Beside the publishing, whose rate is to stay even.
                telling = CompletableFuture.runAsync(() -> tell(daemon, seconds, soFar));
            }
        }
        telling.join();
        return accepted;
    }

    private static JsonArray batch(long first) {
        JsonArray events = new JsonArray();
        for (long n = first; n < first + RATE / BATCHES_A_SECOND; n++) {
            events.add(new JsonObject()
                    .put("event_type", "stats")
                    .put("category", "system")
                    .put("source", "outage")
                    .put("data", new JsonObject().put("n", n).put("text", "x".repeat(200))));
        }
        return events;
    }

    private static JsonObject awaitDecided(DaemonProcess daemon) {
        return Waiting.forThat(PATIENCE, () -> totals(daemon), totals -> totals.getLong("pending") == 0);
    }

    private static void tell(DaemonProcess daemon, String when, long accepted) {
        try {
            JsonObject totals = totals(daemon);
            long heap = (long) Scrape.of(daemon.get("/metrics").body()).sum("jvm_memory_used_bytes", "area", "heap");
            System.out.printf(
                    "%8s %9d %9d %10d %9d %7d %8d %8d%n",
                    when,
                    accepted,
                    totals.getLong("pending"),
                    totals.getLong("unverified"),
                    totals.getLong("matched"),
                    totals.getJsonObject("missing").getLong("websocket")
                            + totals.getJsonObject("missing").getLong("realtime"),
                    daemon.residentBytes() / MIB,
                    heap / MIB);
            assertThat(heap / MIB).isLessThanOrEqualTo(HEAP_MIB);
            assertThat(totals.getLong("pending")).isLessThanOrEqualTo(MOST_PENDING);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static JsonObject totals(DaemonProcess daemon) throws Exception {
        return new JsonObject(daemon.get("/metrics/parity").body()).getJsonObject("totals");
    }
}
