package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures beside what the test itself knows of the events: live, by the window, and in the database over kills. */
class MetricsExactIT {
    private static final List<String> TYPES =
            List.of("response_time", "cache_metrics", "error", "session_start", "test_event", "stats", "user_activity");

    /** Event types and hours whose figures are not those of the stored events. */
    private static final String WRONG = """
            SELECT count(*) FROM (
                SELECT event_type, category, date_trunc('hour', received_at AT TIME ZONE 'UTC') AS hour, count(*) AS accepted,
                    count(*) FILTER (WHERE metadata ? 'validation') AS failed,
                    count(*) FILTER (WHERE 'websocket' = ANY (adapters)) AS websocket,
                    count(*) FILTER (WHERE 'realtime' = ANY (adapters)) AS realtime,
                    sum(CASE WHEN metadata ? 'validation' THEN jsonb_array_length(metadata -> 'validation') ELSE 0 END)
                        AS warnings
                FROM monitoring.monitoring_events GROUP BY 1, 2, 3) AS e
            FULL JOIN (
                SELECT event_type, category, hour AT TIME ZONE 'UTC' AS hour, accepted_events, failed_events,
                    websocket_events, realtime_events, total_warnings, passed_events
                FROM monitoring.metrics_hourly) AS m USING (event_type, category, hour)
            WHERE (e.accepted, e.failed, e.accepted - e.failed, e.websocket, e.realtime, e.warnings) IS DISTINCT FROM
                (m.accepted_events, m.failed_events, m.passed_events, m.websocket_events, m.realtime_events,
                    m.total_warnings)
            """;

    private static final String SUMS = """
            SELECT concat_ws(' ', (SELECT count(*) FROM monitoring.monitoring_events),
                (SELECT sum(total_events) FROM monitoring.validation_metrics),
                (SELECT sum(accepted_events) FROM monitoring.metrics_hourly),
                (SELECT sum(accepted_events) FROM monitoring.metrics_daily))
            """;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    @Test
    void overKillsAndStopsTheSumsInTheDatabaseAreTheStoredEvents() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            Map<String, String> environment = environment(database, 1);
            for (boolean kill : new boolean[] {true, false, true}) {
                try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                    AtomicLong accepted = new AtomicLong();
                    CompletableFuture<Void> publisher =
                            CompletableFuture.runAsync(() -> publishUntilRefused(daemon, accepted));
                    awaitMore(accepted, 1_500);
                    if (kill) {
                        daemon.kill();
                    } else {
                        assertThat(daemon.terminate()).isZero();
                    }
                    publisher.join();
                }
            }
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                daemon.awaitStored();
                assertThat(flush(daemon).statusCode()).isEqualTo(200);
                String[] sums = database.ask(SUMS).split(" ");
                assertThat(Long.parseLong(sums[0])).isGreaterThan(4_000);
                assertThat(sums).containsOnly(sums[0]);
                assertThat(database.ask(WRONG)).isEqualTo("0");
            }
        }
    }

    @Test
    void everyFigureIsWhatTheEventsSayThatWereSent() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment(database, 3600))) {
            Known known = new Known();
            for (int batch = 0; batch < 50; batch++) {
                JsonArray events = known.next(1_000);
                assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
            }
            JsonObject validation = json(daemon, "/metrics/validation");
            assertThat(validation.getLong("total_validations")).isEqualTo(known.judged);
            assertThat(validation.getLong("malformed")).isEqualTo(known.malformed);
            known.byType.forEach((type, expected) -> assertThat(
                            figures(validation.getJsonObject("by_event_type").getJsonObject(type)))
                    .as(type)
                    .isEqualTo(expected.toString()));
            assertThat(validation.getJsonObject("by_event_type").size()).isEqualTo(known.byType.size());
            known.byType.keySet().forEach(type -> assertThat(validation
                            .getJsonObject("by_event_type")
                            .getJsonObject(type)
                            .getDouble("avg_validation_time_ms"))
                    .as(type)
                    .isPositive());

            daemon.awaitStored();
            assertThat(flush(daemon).statusCode()).isEqualTo(200);
            for (String window : List.of("minute", "hour", "day")) {
                Map<String, Figures> sums = new TreeMap<>();
                page(daemon, "/metrics/summary?limit=3&window=" + window, item -> sums.computeIfAbsent(
                                item.getString("event_type"), type -> new Figures())
                        .add(item));
                assertThat(sums.toString()).as(window).isEqualTo(known.byType.toString());
            }
            assertThat(database.ask(WRONG)).isEqualTo("0");
            for (String adapter : List.of("websocket", "realtime")) {
                long routed = Long.parseLong(database.ask("SELECT count(*) FROM monitoring.monitoring_events"
                        + " WHERE '" + adapter + "' = ANY (adapters)"));
                assertThat(routed).isPositive();
                awaitEvents(daemon, adapter, routed);
            }
        }
    }

    /** Adapters tell once a second what they did. */
    private static void awaitEvents(DaemonProcess daemon, String adapter, long expected) {
        Waiting.forThat(
                Duration.ofSeconds(20),
                () -> json(daemon, "/metrics/adapter").getJsonObject("adapters").getJsonObject(adapter),
                told -> told.getLong("events") == expected);
    }

    /** Of what was sent, by the test's own reckoning. */
    private static final class Known {
        private final Map<String, Figures> byType = new TreeMap<>();
        private long sent;
        private long judged;
        private long malformed;

        JsonArray next(int count) {
            JsonArray events = new JsonArray();
            for (int n = 0; n < count; n++, sent++) {
                events.add(next());
            }
            return events;
        }

        private Object next() {
            if (sent % 101 == 100) {
                malformed++;
                return new JsonObject().put("event_type", "").put("source", "test");
            }
            String type = TYPES.get((int) (sent % TYPES.size()));
            Figures figures = byType.computeIfAbsent(type, first -> new Figures());
            judged++;
            JsonObject event = new JsonObject().put("event_type", type).put("data", new JsonObject().put("n", sent));
            if (sent % 5 == 0) {
                figures.failed++;
                figures.warnings += 1 + (sent % 10 == 0 ? 1 : 0);
                return sent % 10 == 0 ? event.put("timestamp", "soon") : event;
            }
            figures.passed++;
            return event.put("source", "test");
        }
    }

    private static final class Figures {
        private long passed;
        private long failed;
        private long warnings;

        void add(JsonObject item) {
            assertThat(item.getLong("accepted_events")).isEqualTo(item.getLong("total_events"));
            passed += item.getLong("passed_events");
            failed += item.getLong("failed_events");
            warnings += item.getLong("total_warnings");
        }

        @Override
        public String toString() {
            return passed + " " + failed + " " + warnings;
        }
    }

    private static String figures(JsonObject type) {
        assertThat(type.getDouble("pass_rate"))
                .isEqualTo(100.0 * type.getLong("passed_events") / type.getLong("total_events"));
        return type.getLong("passed_events") + " " + type.getLong("failed_events") + " "
                + type.getLong("total_warnings");
    }

    private void page(DaemonProcess daemon, String first, Consumer<JsonObject> use) throws Exception {
        for (String path = first; path != null; ) {
            JsonObject page = json(daemon, path);
            page.getJsonArray("items").forEach(item -> use.accept((JsonObject) item));
            path = page.getString("next");
        }
    }

    private static Map<String, String> environment(TestDatabase database, int flushSeconds) {
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        environment.put("MONITORING_METRICS_FLUSH_INTERVAL", Integer.toString(flushSeconds));
        return environment;
    }

    private static void publishUntilRefused(DaemonProcess daemon, AtomicLong accepted) {
        try {
            for (Known known = new Known(); ; ) {
                JsonObject answer =
                        new JsonObject(daemon.publish(known.next(25)).body());
                if (!answer.containsKey("accepted")) {
                    return;
                }
                accepted.addAndGet(answer.getInteger("accepted"));
            }
        } catch (IOException killed) {
            // As was to be expected.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitMore(AtomicLong accepted, long count) {
        Waiting.forThat(Duration.ofSeconds(60), accepted::get, all -> all >= count);
    }

    private static JsonObject json(DaemonProcess daemon, String path) throws Exception {
        HttpResponse<String> answer = daemon.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> flush(DaemonProcess daemon) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(daemon.uri("/metrics/flush"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(""))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
