package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.LiveClient;
import dev.crossfade.testkit.PhoenixClient;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A daemon on a database that can be slowed, and a client of each adapter that keeps what it was sent. Half of what is
 * published goes to both adapters, and half to {@code realtime} alone, unless the guard has it otherwise. Confined to a thread.
 */
final class GuardScene implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String SOURCE = "guard";
    private static final List<String> CATEGORIES = List.of("system", "user_activity");
    private static final String SLOWABLE = """
            CREATE TABLE public.fault (seconds float8 NOT NULL);
            INSERT INTO public.fault VALUES (0);
            CREATE FUNCTION public.wait() RETURNS trigger SECURITY DEFINER LANGUAGE plpgsql AS
                'BEGIN PERFORM pg_sleep(seconds) FROM public.fault; RETURN NULL; END';
            GRANT EXECUTE ON FUNCTION public.wait() TO PUBLIC;
            CREATE TRIGGER wait AFTER INSERT ON monitoring.monitoring_events
                FOR EACH STATEMENT EXECUTE FUNCTION public.wait();
            """;

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database;
    private final DaemonProcess daemon;
    private final LiveClient live;
    private final PhoenixClient realtime;
    private final Map<String, Set<String>> delivered =
            Map.of("websocket", new HashSet<>(), "realtime", new HashSet<>());
    private int accepted;

    /** @param settings the environment, besides what the scene is made of */
    GuardScene(Path folder, Map<String, String> settings) throws Exception {
        database = TestDatabase.migrated();
        database.ask(SLOWABLE);
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        environment.put("MONITORING_TIMEOUT_MS", "20000");
        environment.put("CIRCUIT_BREAKER_RECOVERY_TIME_S", "2");
        environment.put("CROSSFADE_DUAL_WRITE_CATEGORIES_USER_ACTIVITY_ENABLED", "true");
        environment.put("CROSSFADE_DUAL_WRITE_CATEGORIES_USER_ACTIVITY_ADAPTERS", "realtime");
        environment.put("DUAL_WRITE_USER_ACTIVITY_PERCENTAGE", "100");
        environment.putAll(settings);
        daemon = DaemonProcess.start(folder.resolve("data"), environment);
        daemon.awaitStored();
        live = LiveClient.connect(vertx, daemon.port(), "/ws");
        realtime = joined();
    }

    int port() {
        return daemon.port();
    }

    /** One more client of {@code realtime} for all events. */
    PhoenixClient joined() throws InterruptedException {
        PhoenixClient client = PhoenixClient.connect(vertx, daemon.port());
        assertThat(client.join("realtime:all", PhoenixClient.inserts("")).getString("status"))
                .isEqualTo("ok");
        return client;
    }

    /** One more client of {@code websocket}. */
    LiveClient connected() {
        return LiveClient.connect(vertx, daemon.port(), "/ws");
    }

    /** Has the database take that much longer to commit events. */
    void slow(double seconds) throws SQLException {
        database.ask("UPDATE public.fault SET seconds = " + seconds);
    }

    /** Publishes so many events, each with so many characters of text. */
    void publish(int count, int characters) {
        JsonArray events = new JsonArray();
        for (int i = 0; i < count; i++) {
            events.add(new JsonObject()
                    .put("event_type", "guarded")
                    .put("category", CATEGORIES.get(i % CATEGORIES.size()))
                    .put("source", SOURCE)
                    .put("data", new JsonObject().put("n", accepted + i).put("text", "x".repeat(characters))));
        }
        try {
            HttpResponse<String> answer = daemon.publish(events);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            assertThat(new JsonObject(answer.body()).getInteger("accepted")).isEqualTo(count);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
        accepted += count;
        realtime.push("phoenix", "heartbeat", new JsonObject());
    }

    /** Publishes so many every half second until {@code GET /routing} has that of {@code realtime}. */
    JsonObject publishUntil(int count, Predicate<JsonObject> wanted) {
        return Waiting.orSay(
                daemon::errors,
                () -> Waiting.forThat(PATIENCE, Duration.ofMillis(500), () -> guard("realtime"), guard -> {
                    boolean over = wanted.test(guard);
                    if (!over) {
                        publish(count, 1);
                    }
                    return over;
                }));
    }

    static Predicate<JsonObject> state(String state) {
        return guard -> guard.getString("state").equals(state);
    }

    /** Of an adapter, as {@code GET /routing} has it. */
    JsonObject guard(String adapter) throws Exception {
        return get("/routing").getJsonObject("guards").getJsonObject(adapter);
    }

    JsonObject rolledBack() throws Exception {
        return get("/routing").getJsonObject("rolled_back");
    }

    /** Figures of an adapter since the start. */
    JsonObject figures(String adapter) throws Exception {
        return get("/metrics/adapter").getJsonObject("adapters").getJsonObject(adapter);
    }

    /** Of the guard, the oldest first, once all is stored. */
    List<JsonObject> audit(String key) throws Exception {
        daemon.awaitStored();
        List<JsonObject> rows =
                new ArrayList<>(get("/audit?limit=1000&layer=guard&key=" + key).getJsonArray("items").stream()
                        .map(JsonObject.class::cast)
                        .toList());
        Collections.reverse(rows);
        assertThat(rows).allSatisfy(row -> assertThat(row.getString("actor")).isEqualTo("guard"));
        return rows;
    }

    /** The routes of the newest events that were published, the newest first. */
    List<List<String>> newestRoutes(int count) throws Exception {
        daemon.awaitStored();
        return get("/events?source=" + SOURCE + "&limit=" + count).getJsonArray("events").stream()
                .map(event -> route((JsonObject) event))
                .toList();
    }

    private static List<String> route(JsonObject event) {
        return event.getJsonArray("adapters").stream().map(Object::toString).toList();
    }

    /** Each event that was accepted is stored once, and was delivered by every adapter of its route. */
    void assertNothingIsLost() throws Exception {
        daemon.awaitStored();
        assertThat(database.ask("SELECT count(*) || ' ' || count(DISTINCT data->>'n') FROM"
                        + " monitoring.monitoring_events WHERE source = '" + SOURCE + "'"))
                .isEqualTo(accepted + " " + accepted);
        List<JsonObject> stored = daemon.history("limit=1000&source=" + SOURCE);
        assertThat(stored).allSatisfy(event -> assertThat(route(event)).isNotEmpty());
        for (String adapter : delivered.keySet()) {
            Set<String> due = new HashSet<>();
            stored.stream()
                    .filter(event -> route(event).contains(adapter))
                    .forEach(event -> due.add(event.getString("id")));
            awaitDelivered(adapter, due);
            System.out.printf("%s delivered %d of %d accepted events%n", adapter, due.size(), accepted);
        }
    }

    private void awaitDelivered(String adapter, Set<String> due) throws InterruptedException {
        Set<String> had = delivered.get(adapter);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!had.containsAll(due)) {
            assertThat(System.nanoTime())
                    .as("%s delivered %d of %d", adapter, had.size(), due.size())
                    .isLessThan(end);
            take(adapter.equals("websocket"), had);
        }
    }

    private void take(boolean fromLive, Set<String> had) throws InterruptedException {
        if (fromLive) {
            Optional<JsonObject> frame = live.next(Duration.ofSeconds(1));
            frame.map(one -> one.getJsonArray("events"))
                    .ifPresent(events -> events.forEach(event -> had.add(((JsonObject) event).getString("id"))));
        } else {
            realtime.records(1).forEach(row -> had.add(row.getString("id")));
        }
    }

    private JsonObject get(String path) throws Exception {
        HttpResponse<String> answer = daemon.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    @Override
    public void close() throws SQLException {
        vertx.close().await();
        daemon.close();
        database.close();
    }
}
