package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.FaultProxy;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What supabase-js, of now and of two years ago, does with the events of a whole daemon, wherever it runs. */
abstract class SupabaseRealtimeContract {
    static final List<String> AGES = List.of("now", "then");
    private static final int RESUMED = 10_000;
    private static final int CUTS = 5;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** By the name of a channel: its filter, and the sources of the events that it is to let through. */
    private static final Map<String, List<String>> FILTERS = Map.ofEntries(
            Map.entry("eq", List.of("category=eq.critical", "a", "b", "last")),
            Map.entry("neq", List.of("source=neq.a", "b", "c", "d", "last")),
            Map.entry("lt", List.of("timestamp=lt.2026-01-02T00:00:00Z", "a")),
            Map.entry("lte", List.of("timestamp=lte.2026-01-02T00:00:00Z", "a", "b")),
            Map.entry("gt", List.of("event_type=gt.error", "c", "d", "last")),
            Map.entry("gte", List.of("event_type=gte.error", "a", "b", "c", "d", "last")),
            Map.entry("in", List.of("source=in.(a,\"d\",z)", "a", "d")),
            Map.entry("like", List.of("event_type=like.err%", "a", "b")),
            Map.entry("ilike", List.of("event_type=ilike.STAT_", "d")),
            Map.entry("is", List.of("source=is.null")),
            Map.entry("match", List.of("source=match.^[ab]$", "a", "b")),
            Map.entry("imatch", List.of("source=imatch.^[AC]$", "a", "c")),
            Map.entry("isdistinct", List.of("source=isdistinct.a", "b", "c", "d", "last")),
            Map.entry("not", List.of("source=not.in.(a,b,last)", "c", "d")),
            Map.entry("both", List.of("category=eq.critical,source=eq.b", "b")));

    @TempDir
    private Path folder;

    private DaemonProcess daemon;

    @BeforeEach
    void start() throws Exception {
        String origin = prepare();
        daemon = DaemonProcess.start(
                folder.resolve("data"),
                Map.of(
                        "CROSSFADE_SELF_MONITORING_ENABLED", "false",
                        "DUAL_WRITE_GLOBAL_OVERRIDE", "realtime_only",
                        "CIRCUIT_BREAKER_ENABLED", "false",
                        "CROSSFADE_HTTP_ALLOWED_ORIGINS", origin));
    }

    /** Gets the client ready, and says of which origin it is. */
    abstract String prepare() throws IOException, InterruptedException;

    /**
     * Runs a scenario.
     *
     * @param url where the client connects
     * @param publishUrl where events are published
     */
    abstract JsonObject run(String url, String publishUrl, String age, String scenario, JsonObject wish)
            throws IOException, InterruptedException;

    DaemonProcess daemon() {
        return daemon;
    }

    @AfterEach
    void stop() throws Exception {
        if (daemon != null) {
            daemon.close();
        }
    }

    @Test
    void everyFilterLetsThroughWhatItSaysAndALeftChannelIsQuiet() throws Exception {
        JsonObject wanted = new JsonObject();
        JsonObject counts = new JsonObject();
        FILTERS.forEach((name, filter) -> {
            wanted.put(name, filter.get(0));
            counts.put(name, filter.size() - 1);
        });
        JsonArray events = new JsonArray()
                .add(event("a", "error", "2026-01-01T00:00:00Z"))
                .add(event("b", "error", "2026-01-02T00:00:00Z"))
                .add(event("c", "session_start", "2026-01-03T00:00:00Z"))
                .add(event("d", "stats", "2026-01-04T00:00:00Z"));
        for (String age : AGES) {
            JsonObject seen = run(
                    daemon.port(),
                    age,
                    "filters",
                    new JsonObject().put("wanted", wanted).put("counts", counts).put("events", events));

            FILTERS.forEach((name, filter) -> assertThat(seen.getJsonObject("seen").getJsonArray(name).stream()
                            .map(Object::toString)
                            .toList())
                    .as("%s %s in %s", age, filter.get(0), seen)
                    .isEqualTo(filter.subList(1, filter.size())));
            assertThat(seen.getJsonArray("left")).isEqualTo(new JsonArray().add("ok"));
            assertThat(seen.getBoolean("quiet")).isTrue();
        }
    }

    @Test
    void aChangeIsWhatTheHistorySaysOfTheEvent() throws Exception {
        for (String age : AGES) {
            JsonObject change =
                    run(daemon.port(), age, "one", event("x" + age, "error", "2026-01-01T00:00:00.123456Z"));

            JsonObject stored = daemon.history("source=x" + age).get(0);
            JsonObject record = change.getJsonObject("new");
            assertThat(record.fieldNames()).containsAll(stored.fieldNames()).contains("created_at");
            stored.forEach(member -> assertThat(record.getValue(member.getKey()))
                    .as(member.getKey())
                    .isEqualTo(member.getValue()));
            assertThat(change.getString("eventType")).isEqualTo("INSERT");
            assertThat(change.getValue("errors")).isNull();
        }
    }

    @Test
    void aConnectionThatIsCutFiveTimesCostsNoEventAndRepeatsNone() throws Exception {
        long before = 0;
        for (String age : AGES) {
            try (FaultProxy line = FaultProxy.before(daemon.port())) {
                JsonObject wish = new JsonObject()
                        .put("count", before + RESUMED)
                        .put("published", RESUMED)
                        .put("batch", 100);
                CompletableFuture<JsonObject> seen =
                        CompletableFuture.supplyAsync(() -> attempt(line.port(), age, "resume", wish));
                for (int cut = 1; cut <= CUTS; cut++) {
                    awaitTaken(before + cut * RESUMED / (CUTS + 1), seen);
                    line.cut();
                }

                List<Long> positions = seen.join().getJsonArray("positions").stream()
                        .map(position -> ((Number) position).longValue())
                        .toList();
                assertThat(positions)
                        .as(age)
                        .isEqualTo(LongStream.rangeClosed(1, before + RESUMED)
                                .boxed()
                                .toList());
            }
            before += RESUMED;
        }
    }

    @Test
    void whatOneSaysTheOthersHearBySocketAndOverHttp() throws Exception {
        for (String age : AGES) {
            JsonObject said = run(daemon.port(), age, "broadcast", new JsonObject());

            assertThat(said.getString("sent")).isEqualTo("ok");
            assertThat(said.getString("posted")).isEqualTo("ok");
            assertThat(said.getJsonArray("heard"))
                    .isEqualTo(new JsonArray().add(new JsonObject().put("n", 0)).add(new JsonObject().put("n", 1)));
        }
    }

    /** Ends with the client too, which publishes: one that has failed will not come so far. */
    private void awaitTaken(long sequenceId, CompletableFuture<?> client) {
        Waiting.until(PATIENCE, "event " + sequenceId + " is taken", () -> client.isDone() || newest() >= sequenceId);
    }

    /** The newest sequence id of the history; 0 where it is empty or cannot be asked for the moment. */
    private long newest() throws Exception {
        JsonArray events = new JsonObject(daemon.get("/events?limit=1").body()).getJsonArray("events", new JsonArray());
        return events.isEmpty() ? 0 : events.getJsonObject(0).getLong("sequence_id");
    }

    private JsonObject attempt(int port, String age, String scenario, JsonObject wish) {
        try {
            return run(port, age, scenario, wish);
        } catch (IOException | InterruptedException failed) {
            throw new AssertionError(failed);
        }
    }

    final JsonObject run(int port, String age, String scenario, JsonObject wish)
            throws IOException, InterruptedException {
        String url = "http://127.0.0.1:";
        return run(url + port, url + daemon.port(), age, scenario, wish);
    }

    private static JsonObject event(String source, String type, String timestamp) {
        return new JsonObject()
                .put("event_type", type)
                .put("source", source)
                .put("timestamp", timestamp)
                .put("data", new JsonObject().put("n", 1.5));
    }
}
