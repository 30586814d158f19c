package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.FaultProxy;
import dev.crossfade.testkit.HardDatabase;
import dev.crossfade.testkit.Scrape;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon says of its two adapters, beside what is done to the events between them. */
class ParityIT {
    private static final int EVENTS = 20_000;
    private static final int BATCH = 1_000;

    /** Rows of these sources are changed by the database, are deleted at once, and are refused. */
    private static final String SPOIL = """
            CREATE FUNCTION public.change() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN NEW.data := '{"n": 7}'; RETURN NEW; END $$;
            CREATE FUNCTION public.remove() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN DELETE FROM monitoring.monitoring_events WHERE position = NEW.position; RETURN NULL; END $$;
            GRANT EXECUTE ON FUNCTION public.change(), public.remove() TO PUBLIC;
            ALTER FUNCTION public.remove() SECURITY DEFINER;
            CREATE TRIGGER change BEFORE INSERT ON monitoring.monitoring_events
                FOR EACH ROW WHEN (NEW.source = 'changed') EXECUTE FUNCTION public.change();
            CREATE TRIGGER remove AFTER INSERT ON monitoring.monitoring_events
                FOR EACH ROW WHEN (NEW.source = 'removed') EXECUTE FUNCTION public.remove();
            ALTER TABLE monitoring.monitoring_events ADD CONSTRAINT refuse CHECK (source <> 'refused');
            """;

    @TempDir
    private Path folder;

    @Test
    void everyDualWrittenEventMatchesWithinSeconds() throws Exception {
        try (TestDatabase database = TestDatabase.migrated();
                DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment(database, "30s"))) {
            for (int batch = 0; batch < EVENTS / BATCH; batch++) {
                JsonArray events = new JsonArray();
                for (int n = 0; n < BATCH; n++) {
                    events.add(event(n % 5 == 0 ? "critical" : "system", "test", n));
                }
                assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
            }
            assertThat(parity(daemon).getJsonObject("totals").getLong("dual_written"))
                    .isEqualTo(EVENTS);
            long published = System.nanoTime();
            JsonObject told = await(daemon, 60, all -> all.getLong("pending") == 0);
            System.out.printf(
                    "%d events decided %.1f s after the last was accepted; %s%n",
                    EVENTS, (System.nanoTime() - published) / 1e9, told.getJsonObject("lag_ms"));

            JsonObject totals = told.getJsonObject("totals");
            assertThat(totals.getLong("matched")).isEqualTo(EVENTS);
            assertThat(totals.getDouble("match_rate")).isEqualTo(1.0);
            assertThat(others(totals)).containsOnly(0L);
            assertThat(told.getJsonObject("categories")
                            .getJsonObject("critical")
                            .getLong("matched"))
                    .isEqualTo(EVENTS / 5);
            assertThat(told.getJsonObject("categories").getJsonObject("debug").getMap())
                    .containsEntry("match_rate", null);
            assertThat(told.getJsonObject("lag_ms").getJsonObject("realtime").getDouble("p50"))
                    .isPositive();
            assertThat(told.getInteger("window_s")).isEqualTo(300);
            assertThat(told.getInteger("min_sample")).isEqualTo(20);
            assertThat(told.getJsonObject("thresholds").getDouble("user_activity"))
                    .isEqualTo(0.03);
            assertThat(json(daemon, "/parity/mismatches").getJsonArray("items")).isEmpty();
            awaitScraped(daemon);
        }
    }

    @Test
    void whatTheDatabaseDoesToEventsIsFoundAndNothingElse() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            database.ask(SPOIL);
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment(database, "5s"))) {
                JsonArray events = new JsonArray();
                for (int n = 0; n < 100; n++) {
                    events.add(event(
                            "system",
                            List.of("good", "changed", "removed", "refused").get(n % 4),
                            n));
                }
                events.add(event("system", "good", 100));
                assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
                JsonObject totals =
                        await(daemon, 60, all -> all.getLong("pending") == 0).getJsonObject("totals");

                assertThat(totals.getLong("dual_written")).isEqualTo(101);
                assertThat(totals.getLong("matched")).isEqualTo(26);
                assertThat(totals.getLong("changed")).isEqualTo(25);
                assertThat(totals.getJsonObject("missing"))
                        .isEqualTo(new JsonObject().put("websocket", 0).put("realtime", 25));
                assertThat(totals.getLong("explained")).isEqualTo(25);
                assertThat(totals.getDouble("recent_mismatch_rate")).isEqualTo(50 / 76.0);
                theMismatchesSaySo(daemon);
            }
        }
    }

    @Test
    void whileTheDatabaseIsAwayEventsArePendingAndAfterwardsLate() throws Exception {
        try (HardDatabase database = HardDatabase.in(folder.resolve("database"));
                FaultProxy line = FaultProxy.before(database.port())) {
            Map<String, String> environment = environment(DaemonProcess.external(database.daemon(line.port())), "1s");
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                publish(daemon, 100);
                await(daemon, 60, all -> all.getLong("matched") == 100);
                line.refuse();
                publish(daemon, 400);
                long away = System.nanoTime();
                await(
                        daemon,
                        60,
                        all -> System.nanoTime() - away > Duration.ofSeconds(5).toNanos());
                JsonObject during = parity(daemon).getJsonObject("totals");
                assertThat(during.getLong("pending")).isEqualTo(400);
                assertThat(during.getLong("mismatched")).isZero();
                line.restore();
                JsonObject after =
                        await(daemon, 60, all -> all.getLong("pending") == 0).getJsonObject("totals");
                assertThat(after.getLong("matched")).isEqualTo(500);
                assertThat(after.getLong("late")).isBetween(400L, 500L);
                assertThat(after.getLong("reordered") + after.getLong("duplicate"))
                        .isZero();
            }
        }
    }

    @Test
    void totalsSurviveAStopAndNoEventIsLostToThemByAKill() throws Exception {
        try (TestDatabase database = TestDatabase.migrated()) {
            Map<String, String> environment = environment(database, "30s");
            for (boolean kill : new boolean[] {false, true}) {
                try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                    publish(daemon, 500);
                    if (kill) {
                        daemon.kill();
                    } else {
                        await(daemon, 60, all -> all.getLong("pending") == 0);
                        assertThat(daemon.terminate()).isZero();
                    }
                }
            }
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                JsonObject totals = parity(daemon).getJsonObject("totals");
                assertThat(totals.getLong("dual_written")).isEqualTo(1000);
                assertThat(totals.getLong("matched")).isGreaterThanOrEqualTo(500);
                assertThat(totals.getLong("matched") + totals.getLong("unverified"))
                        .isEqualTo(1000);
                assertThat(totals.getLong("recent_comparisons")).isBetween(500L, totals.getLong("matched"));
            }
        }
    }

    private static void theMismatchesSaySo(DaemonProcess daemon) throws Exception {
        Map<String, Integer> verdicts = new HashMap<>();
        for (String path = "/parity/mismatches?category=system&limit=7"; path != null; ) {
            JsonObject page = json(daemon, path);
            for (Object item : page.getJsonArray("items")) {
                JsonObject mismatch = (JsonObject) item;
                assertThat(mismatch.getString("adapter")).isEqualTo("realtime");
                assertThat(mismatch.getString("severity")).isEqualTo("warning");
                assertThat(mismatch.getString("event_type")).isEqualTo("stats");
                if (mismatch.getString("verdict").equals("changed")
                        && mismatch.getString("note").isEmpty()) {
                    JsonObject difference = mismatch.getJsonArray("diff").getJsonObject(0);
                    assertThat(difference.getString("path")).isEqualTo("data.n");
                    assertThat(difference.getString("received")).isEqualTo("7");
                    assertThat(mismatch.getString("checksum_received"))
                            .isNotEqualTo(mismatch.getString("checksum_sent"));
                }
                verdicts.merge(mismatch.getString("verdict"), 1, Integer::sum);
            }
            path = page.getString("next");
        }
        assertThat(verdicts).isEqualTo(Map.of("changed", 25, "missing", 25));
        assertThat(daemon.get("/parity/mismatches?category=none").statusCode()).isEqualTo(400);
    }

    private static void awaitScraped(DaemonProcess daemon) {
        Waiting.forThat(
                Duration.ofSeconds(20),
                () -> Scrape.of(daemon.get("/metrics").body()),
                scrape -> matched(scrape, "system") + matched(scrape, "critical") == EVENTS);
    }

    private static double matched(Scrape scrape, String category) {
        return scrape.value("crossfade_parity_results_total", "category", category, "result", "matched")
                .orElse(0.0);
    }

    private static List<Long> others(JsonObject totals) {
        return List.of(
                totals.getLong("mismatched"),
                totals.getLong("changed"),
                totals.getJsonObject("missing").getLong("websocket"),
                totals.getJsonObject("missing").getLong("realtime"),
                totals.getLong("late"),
                totals.getLong("reordered"),
                totals.getLong("duplicate"),
                totals.getLong("unverified"),
                totals.getLong("explained"));
    }

    private static void publish(DaemonProcess daemon, int count) throws Exception {
        JsonArray events = new JsonArray();
        for (int n = 0; n < count; n++) {
            events.add(event("system", "test", n));
        }
        assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
    }

    private static Map<String, String> environment(TestDatabase database, String matchWindow) {
        return environment(DaemonProcess.external(database.daemon()), matchWindow);
    }

    private static Map<String, String> environment(Map<String, String> external, String matchWindow) {
        Map<String, String> environment = new HashMap<>(external);
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        environment.put("CROSSFADE_PARITY_MATCH_WINDOW", matchWindow);
        return environment;
    }

    private static JsonObject event(String category, String source, int number) {
        return new JsonObject()
                .put("event_type", "stats")
                .put("category", category)
                .put("source", source)
                .put("data", new JsonObject().put("n", 1000 + number));
    }

    private static JsonObject await(DaemonProcess daemon, long seconds, Predicate<JsonObject> fact) {
        return Waiting.forThat(
                Duration.ofSeconds(seconds), () -> parity(daemon), told -> fact.test(told.getJsonObject("totals")));
    }

    private static JsonObject parity(DaemonProcess daemon) throws Exception {
        return json(daemon, "/metrics/parity");
    }

    private static JsonObject json(DaemonProcess daemon, String path) throws Exception {
        HttpResponse<String> answer = daemon.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }
}
