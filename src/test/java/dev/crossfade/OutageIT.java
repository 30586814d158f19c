package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.FaultProxy;
import dev.crossfade.testkit.HardDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The database is away for a while, {@code -Doutage.seconds} of them, and the daemon goes on accepting. Prints the latency
 * of the requests, which is a measurement on an idle machine only.
 */
class OutageIT {
    private static final Duration OUTAGE = Duration.ofSeconds(Long.getLong("outage.seconds", 8));
    private static final Duration RESET = Duration.ofSeconds(2);
    private static final int FAILURES = 5;

    @TempDir
    private Path folder;

    @Test
    void eventsAreAcceptedTheBreakerTellsAndTheBacklogDrainsInOrder() throws Exception {
        try (HardDatabase database = HardDatabase.in(folder.resolve("database"));
                FaultProxy line = FaultProxy.before(database.port())) {
            Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon(line.port())));
            environment.put("CROSSFADE_DATABASE_BREAKER_RESET_TIMEOUT", RESET.toSeconds() + "s");
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                publish(daemon, new Histogram(3), Duration.ofSeconds(2));
                daemon.awaitStored();

                line.refuse();
                Histogram micros = new Histogram(3);
                publish(daemon, micros, OUTAGE);
                JsonObject during = metrics(daemon);
                line.restore();
                daemon.awaitStored();
                awaitRecovered(daemon);

                System.out.printf(
                        "away %d s: %d requests accepted, p50 %.1f ms, p99 %.1f ms, max %.1f ms; %s%n",
                        OUTAGE.toSeconds(),
                        micros.getTotalCount(),
                        micros.getValueAtPercentile(50) / 1e3,
                        micros.getValueAtPercentile(99) / 1e3,
                        micros.getMaxValue() / 1e3,
                        during.encode());
                theMetricsToldTheStory(during, metrics(daemon));
                theEventsTellTheStory(daemon);
                everythingIsStoredOnceAndInOrder(database);
            }
        }
    }

    private static void theMetricsToldTheStory(JsonObject during, JsonObject after) {
        JsonObject breaker = during.getJsonObject("breaker");
        assertThat(breaker.getString("state")).isIn("open", "half_open");
        assertThat(breaker.getLong("failures")).isGreaterThanOrEqualTo(FAILURES);
        assertThat(breaker.getLong("opened_total")).isPositive();
        assertThat(breaker.getLong("rejected_total")).isPositive();
        assertThat(during.getLong("retries")).isPositive();
        assertThat(during.getJsonObject("backlog").getLong("events")).isPositive();
        assertThat(during.getJsonObject("backlog").getDouble("oldest_age_s"))
                .isBetween(0.5 * OUTAGE.toSeconds(), OUTAGE.toSeconds() + 20.0);
        assertThat(during.getString("last_error")).isNotEmpty();

        assertThat(after.getJsonObject("breaker").getString("state")).isEqualTo("closed");
        assertThat(after.getJsonObject("breaker").getLong("closed_total")).isEqualTo(1);
        assertThat(after.getString("write_path")).isEqualTo("function");
        assertThat(after.getString("last_error")).isEqualTo(during.getString("last_error"));
        assertThat(after.getString("last_error_at")).isLessThan(after.getString("last_success"));
        assertThat(after.getJsonObject("dead_letters").getLong("pending")).isZero();
        assertThat(after.getString("last_success")).isGreaterThan(during.getString("last_success"));
    }

    /** One opening after the failures, then a probe each reset time at most, and the last one closes. */
    private static void theEventsTellTheStory(DaemonProcess daemon) throws Exception {
        daemon.awaitStored();
        List<String> states = daemon.history("category=critical&source=crossfade&order=asc&limit=1000").stream()
                .map(event -> event.getString("event_type"))
                .filter(type -> type.startsWith("circuit_breaker_"))
                .toList();
        long probes =
                states.stream().filter("circuit_breaker_half_open"::equals).count();
        assertThat(states)
                .startsWith("circuit_breaker_open", "circuit_breaker_half_open")
                .endsWith("circuit_breaker_close");
        assertThat(probes).isBetween(1L, OUTAGE.dividedBy(RESET) + 2);
    }

    private static void everythingIsStoredOnceAndInOrder(HardDatabase database) throws Exception {
        assertThat(database.ask("SELECT count(*) = count(DISTINCT sequence_id) AND count(*) = max(sequence_id)"
                        + " FROM monitoring.monitoring_events"))
                .isEqualTo("t");
        assertThat(database.ask("SELECT count(*) FROM (SELECT sequence_id - lag(sequence_id) OVER (ORDER BY position)"
                        + " AS step FROM monitoring.monitoring_events) s WHERE step <> 1"))
                .isEqualTo("0");
    }

    private static void publish(DaemonProcess daemon, Histogram micros, Duration howLong) throws Exception {
        JsonArray events = new JsonArray(IntStream.range(0, 10)
                .mapToObj(
                        n -> new JsonObject().put("event_type", "cache_metrics").put("source", "outage"))
                .toList());
        long end = System.nanoTime() + howLong.toNanos();
        while (System.nanoTime() < end) {
            long begun = System.nanoTime();
            assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
            micros.recordValue(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun));
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** The breaker is closed and dead letters are counted. */
    private static void awaitRecovered(DaemonProcess daemon) {
        Waiting.forThat(
                Duration.ofSeconds(20),
                () -> metrics(daemon),
                told -> told.getJsonObject("breaker").getString("state").equals("closed")
                        && told.getJsonObject("dead_letters").getLong("pending") != null);
    }

    private static JsonObject metrics(DaemonProcess daemon) throws IOException, InterruptedException {
        return new JsonObject(daemon.get("/metrics/persistence").body());
    }
}
