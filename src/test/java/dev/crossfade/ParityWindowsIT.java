package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the database has of parity, beside what the daemon says, over kills. */
class ParityWindowsIT {
    private static final int BATCH = 500;
    /** Columns in the database, as the totals name them. */
    private static final String[] FIGURES = {
        "dual_written", "matched", "changed", "unverified", "explained", "late", "reordered", "duplicate"
    };

    @TempDir
    private Path folder;

    private TestDatabase database;

    @BeforeEach
    void create() throws Exception {
        database = TestDatabase.migrated();
    }

    @AfterEach
    void drop() throws Exception {
        database.close();
    }

    @Test
    void whateverIsKilledTheRowsTogetherAreTheTotalsAndEachEventHasOneVerdict() throws Exception {
        try (DaemonProcess daemon = start()) {
            publish(daemon);
            awaitRows();
            publish(daemon);
            daemon.kill();
        }
        try (DaemonProcess daemon = start()) {
            publish(daemon);
            daemon.kill();
        }
        JsonObject totals;
        try (DaemonProcess daemon = start()) {
            publish(daemon);
            totals = awaitDecided(daemon);
            assertThat(daemon.terminate()).isZero();
        }
        assertThat(totals.getLong("dual_written")).isEqualTo(4 * BATCH);
        assertThat(totals.getLong("matched")).isGreaterThanOrEqualTo(2 * BATCH);
        assertThat(totals.getLong("matched") + totals.getLong("unverified")).isEqualTo(4 * BATCH);
        for (String figure : FIGURES) {
            assertThat(sum(figure)).as(figure).isEqualTo(totals.getLong(figure));
        }
        assertThat(database.ask("SELECT count(DISTINCT node) FROM monitoring.parity_windows"))
                .isEqualTo("1");
        theListSaysTheSame(totals);
    }

    private void theListSaysTheSame(JsonObject totals) throws Exception {
        try (DaemonProcess daemon = start()) {
            for (String question : new String[] {"limit=1", "window=hour", "window=day&category=system"}) {
                long matched = 0;
                for (String path = "/parity/windows?" + question; path != null; ) {
                    JsonObject page = json(daemon, path);
                    for (Object item : page.getJsonArray("items")) {
                        JsonObject row = (JsonObject) item;
                        matched += row.getLong("matched");
                        assertThat(row.getString("category")).isEqualTo("system");
                        assertThat(row.getJsonObject("missing"))
                                .isEqualTo(new JsonObject().put("websocket", 0).put("realtime", 0));
                    }
                    path = page.getString("next");
                }
                assertThat(matched).as(question).isEqualTo(totals.getLong("matched"));
            }
            assertThat(json(daemon, "/parity/windows?category=debug").getJsonArray("items"))
                    .isEmpty();
            assertThat(json(daemon, "/parity/windows?to=2026-01-01T00:00:00Z").getJsonArray("items"))
                    .isEmpty();
            assertThat(json(daemon, "/parity/windows?node=other").getJsonArray("items"))
                    .isEmpty();
            assertThat(daemon.get("/parity/windows?after=7").statusCode()).isEqualTo(400);
        }
    }

    private DaemonProcess start() throws Exception {
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        return DaemonProcess.start(folder.resolve("data"), environment);
    }

    private static void publish(DaemonProcess daemon) throws Exception {
        JsonArray events = new JsonArray();
        for (int n = 0; n < BATCH; n++) {
            events.add(new JsonObject()
                    .put("event_type", "stats")
                    .put("category", "system")
                    .put("source", "test")
                    .put("data", new JsonObject().put("n", n)));
        }
        assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
    }

    /** A minute has to pass by. */
    private void awaitRows() {
        Waiting.until(
                Duration.ofSeconds(90), Duration.ofMillis(100), "a minute is stored", () -> sum("dual_written") > 0);
    }

    private static JsonObject awaitDecided(DaemonProcess daemon) {
        return Waiting.forThat(
                Duration.ofSeconds(60),
                () -> json(daemon, "/metrics/parity").getJsonObject("totals"),
                totals -> totals.getLong("pending") == 0);
    }

    private long sum(String column) throws Exception {
        return Long.parseLong(
                database.ask("SELECT coalesce(sum(%s), 0) FROM monitoring.parity_windows".formatted(column)));
    }

    private static JsonObject json(DaemonProcess daemon, String path) throws Exception {
        HttpResponse<String> answer = daemon.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }
}
