package dev.crossfade.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.eventlog.Note;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.LiveClient;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /ws}: what a live client sees and may ask. */
class LiveDoorVerticleTest {
    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(TestSettings.yaml("""
                http: { client_buffer: 1MiB, max_body: 8MiB }
                dual_write: { categories: { debug: { enabled: true, percentage: 100, adapters: [realtime] } } }
                """));
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aClientIsGreetedWithWhatIsRecentAndThenSeesEachEventOnceInOrder() throws Exception {
        publishAndSee("early", 3);
        try (LiveClient client = connect("/ws")) {
            JsonObject greeting = client.next();
            assertThat(greeting.getString("type")).isEqualTo("initial_stats");
            assertThat(greeting.getJsonArray("recent_events")).hasSize(3);
            assertThat(greeting.getJsonObject("routing").getJsonObject("plan").fieldNames())
                    .contains("critical", "debug");
            publish("late", 500);
            List<JsonObject> events = client.events(500);
            assertThat(events)
                    .extracting(event -> event.getLong("sequence_id"))
                    .containsExactlyElementsOf(IntStream.rangeClosed(4, 503)
                            .mapToObj(Long::valueOf)
                            .toList());
            assertThat(events.get(0).getValue("position")).isNull();
            assertThat(events.get(0).getString("node")).isNotEmpty();
        }
    }

    @Test
    void notesOfTheLogAreNeitherShownNorAGap() throws Exception {
        publishAndSee("early", 2);
        note();
        try (LiveClient client = connect("/ws")) {
            assertThat(client.next("initial_stats").getJsonArray("recent_events"))
                    .hasSize(2);
            note();
            publish("late", 1);
            note();
            publish("late", 1);
            assertThat(client.next("events")
                            .getJsonArray("events")
                            .getJsonObject(0)
                            .getLong("sequence_id"))
                    .isEqualTo(3);
            assertThat(ask(client, "get_stats").getJsonObject("stats").getLong("last_sequence_id"))
                    .isEqualTo(4);
        }
    }

    private void note() throws Exception {
        doors.log()
                .note(List.of(new Note(Note.Kind.AUDIT, "{}".getBytes(UTF_8))))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @Test
    void onlyWhatWasAskedForIsSent() throws Exception {
        try (LiveClient client = connect("/ws")) {
            client.next("initial_stats");
            JsonObject subscribed = client.ask(new JsonObject()
                    .put("command", "subscribe")
                    .put("id", "1")
                    .put("event_types", new JsonArray().add("wanted")));
            assertThat(subscribed.getString("type")).isEqualTo("subscribed");
            publish("other", 2);
            publish("wanted", 2);
            assertThat(client.events(2))
                    .extracting(event -> event.getString("event_type"))
                    .containsOnly("wanted");
        }
    }

    @Test
    void eventsOfAnotherRouteAreNotSent() throws Exception {
        try (LiveClient client = connect("/ws")) {
            client.next("initial_stats");
            publish("debug", 1);
            publish("system", 1);
            assertThat(client.events(1).get(0).getString("event_type")).isEqualTo("system");
        }
    }

    @Test
    void theLegacyShapeHasOneEventAFrameWithItsFieldsAtTheTop() throws Exception {
        try (LiveClient client = connect("/ws?single=true")) {
            client.next("initial_stats");
            publish("legacy_type", 2);
            JsonObject first = client.next("legacy_type");
            assertThat(first.getString("event_type")).isEqualTo("legacy_type");
            assertThat(client.next("legacy_type").getLong("sequence_id")).isEqualTo(first.getLong("sequence_id") + 1);
        }
    }

    @Test
    void everyCommandIsAnsweredWithItsId() throws Exception {
        publishAndSee("a", 2);
        try (LiveClient client = connect("/ws")) {
            client.next("initial_stats");
            assertThat(ask(client, "ping").getString("type")).isEqualTo("pong");
            assertThat(ask(client, "get_stats").getJsonObject("stats").getLong("last_sequence_id"))
                    .isEqualTo(2);
            assertThat(ask(client, "get_recent_events").getJsonArray("events")).hasSize(2);
            assertThat(ask(client, "unsubscribe").getString("type")).isEqualTo("unsubscribed");
            // No database stands behind these doors: that is said, and the socket stays.
            assertThat(ask(client, "get_historical_data").getString("type")).isEqualTo("error");
            assertThat(ask(client, "get_time_series").getString("type")).isEqualTo("error");
            JsonObject published = client.ask(new JsonObject()
                    .put("command", "publish")
                    .put("id", "p")
                    .put("events", new JsonArray().add(event("b", "")).add(7)));
            assertThat(published.getString("type")).isEqualTo("published");
            assertThat(published.getInteger("accepted")).isEqualTo(1);
            assertThat(published.getInteger("rejected")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"command\":\"unheard\",\"id\":\"x\"}",
                "not json",
                "[1,2]",
                "{\"command\":\"subscribe\",\"id\":\"x\",\"categories\":[\"urgent\"]}",
                "{\"command\":\"publish\",\"id\":\"x\"}",
                "{\"command\":\"publish\",\"id\":\"x\",\"events\":\"text\"}",
                "{\"command\":\"get_recent_events\",\"id\":\"x\",\"limit\":51}",
                "{\"command\":\"get_time_series\",\"id\":\"x\",\"bucket_s\":0}"
            })
    void anUnknownOrBrokenCommandIsToldAndTheSocketStays(String command) throws Exception {
        try (LiveClient client = connect("/ws")) {
            client.next("initial_stats");
            client.send(command);
            JsonObject answer = client.next();
            if (answer.getString("type").equals("published")) {
                assertThat(answer.getInteger("accepted")).isZero();
            } else {
                assertThat(answer.getString("type")).isEqualTo("error");
                assertThat(answer.getString("message")).isNotBlank();
            }
            assertThat(ask(client, "ping").getString("type")).isEqualTo("pong");
        }
    }

    @Test
    void aSlowClientIsToldWhatItMissedAndTheOthersSeeEverything() throws Exception {
        try (LiveClient slow = connect("/ws");
                LiveClient quick = connect("/ws")) {
            slow.next("initial_stats");
            quick.next("initial_stats");
            slow.stall();
            int events = 0;
            // More than the buffer and what the kernel holds for a connection.
            for (int round = 0; round < 40; round++) {
                events += 100;
                publish("load", 100, "x".repeat(5_000));
                assertThat(quick.events(100)).hasSize(100);
            }
            slow.goOn();
            long seen = 0;
            long last = 0;
            JsonObject frame = slow.next();
            while (!frame.getString("type").equals("gap")) {
                JsonArray batch = frame.getJsonArray("events");
                seen += batch.size();
                last = batch.getJsonObject(batch.size() - 1).getLong("sequence_id");
                frame = slow.next();
            }
            assertThat(frame.getLong("from_sequence_id")).isEqualTo(last + 1);
            assertThat(frame.getLong("to_sequence_id")).isEqualTo(events);
            assertThat(seen + frame.getLong("missed")).isEqualTo(events);
            publish("after", 1);
            assertThat(slow.events(1).get(0).getLong("sequence_id")).isEqualTo(events + 1L);
        }
    }

    @Test
    void shutdownClosesWithGoingAway() throws Exception {
        try (LiveClient client = connect("/ws")) {
            client.next("initial_stats");
            doors.closeServer();
            assertThat(client.closeCode()).isEqualTo((short) 1001);
        }
    }

    @Test
    void aClientThatDoesNotReadDoesNotHoldUpTheShutdown() throws Exception {
        LiveClient stalled = connect("/ws");
        stalled.next("initial_stats");
        stalled.stall();
        for (int round = 0; round < 40; round++) {
            publish("load", 100, "x".repeat(5_000));
        }
        long start = System.nanoTime();
        doors.closeServer();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        stalled.goOn();
    }

    @Test
    void aPageOfAnotherOriginMayNotConnect() {
        WebSocketConnectOptions foreign = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(doors.port())
                .setURI("/ws")
                .addHeader("Origin", "http://evil.example");
        assertThatThrownBy(() ->
                        doors.vertx().createWebSocketClient().connect(foreign).await())
                .isInstanceOfSatisfying(UpgradeRejectedException.class, refused -> assertThat(refused.getStatus())
                        .isEqualTo(403));
    }

    @Test
    void withoutAnUpgradeThePathSaysWhatItIs() throws Exception {
        assertThat(doors.get("/ws").statusCode()).isEqualTo(426);
    }

    private LiveClient connect(String path) {
        return LiveClient.connect(doors.vertx(), doors.port(), path);
    }

    private static JsonObject ask(LiveClient client, String command) throws InterruptedException {
        return client.ask(new JsonObject().put("command", command).put("id", "id of " + command));
    }

    /** The same, until a client has been sent them: they are among the recent ones of the next client then. */
    private void publishAndSee(String type, int count) throws Exception {
        try (LiveClient witness = connect("/ws")) {
            witness.next("initial_stats");
            publish(type, count);
            witness.events(count);
        }
    }

    private void publish(String type, int count) throws Exception {
        publish(type, count, "");
    }

    private void publish(String type, int count, String filling) throws Exception {
        String body = IntStream.range(0, count)
                .mapToObj(i -> event(type, filling).encode())
                .collect(Collectors.joining(",", "[", "]"));
        assertThat(doors.post("application/json", body).statusCode()).isEqualTo(202);
    }

    private static JsonObject event(String type, String filling) {
        return new JsonObject()
                .put("event_type", type)
                .put("source", "test")
                .put("timestamp", "2026-01-01T00:00:00Z")
                .put("data", new JsonObject().put("filling", filling));
    }
}
