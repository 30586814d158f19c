package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.HardDatabase;
import dev.crossfade.testkit.PhoenixClient;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guard of a real daemon whose database gets slow: every delivery over {@code realtime} is late then. */
class GuardIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Over twice the threshold below. */
    private static final String SLOW = """
            CREATE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END';
            CREATE TRIGGER slow AFTER INSERT ON monitoring.monitoring_events
                FOR EACH STATEMENT EXECUTE FUNCTION public.slow();
            """;

    private static final String MENDED = "DROP FUNCTION public.slow() CASCADE";

    private static final JsonArray BOTH = new JsonArray().add("websocket").add("realtime");
    private static final JsonArray WEBSOCKET = new JsonArray().add("websocket");
    private static final int BATCH = 5;

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aSlowRealtimeIsTakenOutComesBackAndWhereThatHappensTooOftenItsCategoriesGoBackToWebsocket() throws Exception {
        try (HardDatabase database = HardDatabase.in(folder.resolve("database"))) {
            Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon(database.port())));
            environment.putAll(Map.of(
                    "ADAPTER_REALTIME_LATENCY_THRESHOLD_MS", "500",
                    "CIRCUIT_BREAKER_RECOVERY_TIME_S", "3",
                    "CROSSFADE_GUARD_ROLLBACK_TRIPS", "3",
                    "MONITORING_TIMEOUT_MS", "20000"));
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                daemon.awaitStored();
                try (PhoenixClient client = PhoenixClient.connect(vertx, daemon.port())) {
                    assertThat(client.join("realtime:all", PhoenixClient.inserts(""))
                                    .getString("status"))
                            .isEqualTo("ok");
                    tripsAndComesBack(daemon, database);
                    slow(database);
                    publishUntil(daemon, "often", body -> body.getJsonObject("rolled_back")
                            .containsKey("critical"));
                    mend(database);
                }
                assertThat(plan(daemon)).isEqualTo(WEBSOCKET);
                daemon.kill();
            }
            try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), environment)) {
                anOperatorClearsIt(daemon);
            }
        }
    }

    private static void tripsAndComesBack(DaemonProcess daemon, HardDatabase database) throws Exception {
        publish(daemon, "before");
        slow(database);
        JsonObject open = publishUntil(daemon, "late", body -> state(body).equals("open"));
        publish(daemon, "meanwhile");
        mend(database);
        assertThat(guard(open).getDouble("share")).isZero();
        assertThat(guard(open).getString("reason")).contains("95th percentile", "limit 1000 ms");
        publishUntil(daemon, "on_the_way", body -> state(body).equals("closed"));
        publish(daemon, "after");
        daemon.awaitStored();
        assertThat(routes(daemon, "before")).containsOnly(BOTH);
        assertThat(routes(daemon, "meanwhile")).containsOnly(WEBSOCKET);
        assertThat(routes(daemon, "after")).containsOnly(BOTH);
        assertThat(routes(daemon, "on_the_way")).contains(WEBSOCKET, BOTH);
        assertThat(daemon.history("event_type=adapter_tripped&event_type=adapter_probing&event_type=adapter_recovered"))
                .extracting(event -> event.getJsonObject("data").getString("state"))
                .containsSubsequence("closed", "probing", "open");
        JsonObject realtime = new JsonObject(daemon.get("/metrics/adapter").body())
                .getJsonObject("adapters")
                .getJsonObject("realtime");
        assertThat(realtime.getJsonObject("breaker").getLong("trips")).isPositive();
    }

    private static void slow(HardDatabase database) throws SQLException {
        execute(database, SLOW);
    }

    private static void mend(HardDatabase database) throws SQLException {
        execute(database, MENDED);
    }

    private static void execute(HardDatabase database, String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void anOperatorClearsIt(DaemonProcess daemon) throws Exception {
        await(daemon, body -> body.getJsonObject("rolled_back").containsKey("critical"));
        assertThat(plan(daemon)).isEqualTo(WEBSOCKET);
        daemon.awaitStored();
        List<JsonObject> rows = audit(daemon, "guard.realtime");
        assertThat(rows).allSatisfy(row -> assertThat(row.getString("actor")).isEqualTo("guard"));
        assertThat(rows.get(rows.size() - 1).getString("old")).isEqualTo("closed");
        assertThat(rows.get(rows.size() - 1).getString("new")).isEqualTo("open");
        JsonObject rollback =
                audit(daemon, "dual_write.categories.critical.adapters").get(0);
        assertThat(rollback.getJsonArray("new")).isEqualTo(WEBSOCKET);
        assertThat(rollback.getString("reason")).startsWith("realtime was taken out 3 times within 600 s, last since");
        HttpRequest drop = HttpRequest.newBuilder(daemon.uri("/routing/categories/critical?reason=mended"))
                .DELETE()
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(drop, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        await(daemon, body -> !body.getJsonObject("rolled_back").containsKey("critical"));
        assertThat(plan(daemon)).isEqualTo(BOTH);
    }

    /** Critical events all the time; gives what {@code GET /routing} says in the end. */
    private static JsonObject publishUntil(DaemonProcess daemon, String type, Predicate<JsonObject> wanted)
            throws Exception {
        return await(daemon, body -> {
            publish(daemon, type);
            return wanted.test(body);
        });
    }

    private static JsonObject await(DaemonProcess daemon, Predicate<JsonObject> wanted) {
        return Waiting.orSay(daemon::errors, () -> Waiting.forThat(PATIENCE, () -> routing(daemon), wanted));
    }

    private static void publish(DaemonProcess daemon, String type) {
        JsonArray events = new JsonArray();
        for (int event = 0; event < BATCH; event++) {
            events.add(new JsonObject()
                    .put("event_type", type)
                    .put("category", "critical")
                    .put("source", "guard-it"));
        }
        try {
            assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static JsonObject routing(DaemonProcess daemon) throws Exception {
        return new JsonObject(daemon.get("/routing").body());
    }

    private static JsonObject guard(JsonObject routing) {
        return routing.getJsonObject("guards").getJsonObject("realtime");
    }

    private static String state(JsonObject routing) {
        return guard(routing).getString("state");
    }

    private static JsonArray plan(DaemonProcess daemon) throws Exception {
        return routing(daemon).getJsonObject("plan").getJsonObject("critical").getJsonArray("adapters");
    }

    private static List<JsonArray> routes(DaemonProcess daemon, String type) throws Exception {
        return daemon.history("limit=1000&event_type=" + type).stream()
                .map(event -> event.getJsonArray("adapters"))
                .toList();
    }

    /** Of the guard, the newest first. */
    private static List<JsonObject> audit(DaemonProcess daemon, String key) throws Exception {
        HttpResponse<String> response = daemon.get("/audit?layer=guard&key=" + key);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonObject(response.body())
                .getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    }
}
