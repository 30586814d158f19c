package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.PhoenixClient;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The door of Supabase Realtime's clients, over a feed that the test commits to. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RealtimeDoorVerticleTest {
    private static final String ROOM = "realtime:room";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Some tens of megabytes: more than sockets hold. */
    private static final int MANY = 20_000;

    private final PretendFeedVerticle feed = new PretendFeedVerticle();
    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(TestSettings.yaml("{http: {client_buffer: 64KiB}}"));
        doors.vertx().deployVerticle(feed).await();
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aChannelGetsWhatIsCommittedFromItsJoinOnEachOnceAndInOrder() throws Exception {
        feed.commit(10);
        try (PhoenixClient client = connect()) {
            JsonObject reply = client.join(ROOM, PhoenixClient.inserts(""));
            assertThat(reply.getString("status")).isEqualTo("ok");
            JsonObject echo = reply.getJsonObject("response")
                    .getJsonArray("postgres_changes")
                    .getJsonObject(0);
            assertThat(echo.getString("table")).isEqualTo("monitoring_events");
            assertThat(echo.containsKey("filter")).isFalse();
            JsonObject ready = client.next("system").getJsonObject(4);
            assertThat(ready.getString("status")).isEqualTo("ok");

            feed.commit(1000);

            JsonArray first = client.next("postgres_changes");
            assertThat(first.getValue(0)).isNull();
            assertThat(first.getString(2)).isEqualTo(ROOM);
            assertThat(first.getJsonObject(4).getJsonArray("ids")).isEqualTo(new JsonArray().add(echo.getValue("id")));
            assertThat(position(first)).isEqualTo(11);
            assertThat(positions(client.records(999))).isEqualTo(upTo(12, 1010));
        }
    }

    @Test
    void aFilterLetsThroughWhatMatches() throws Exception {
        try (PhoenixClient client = connect()) {
            client.join(ROOM, PhoenixClient.inserts("category=eq.critical"));

            feed.commit(50);

            assertThat(client.records(10))
                    .extracting(record -> record.getString("category"))
                    .containsOnly("critical");
        }
    }

    @Test
    void whoResumesGetsEverythingBehindItsPositionAndThenWhatIsNew() throws Exception {
        feed.commit(3000);
        try (PhoenixClient client = connect()) {
            JsonObject resume = client.join(ROOM, resume(new JsonObject().put("after", "1000")))
                    .getJsonObject("response")
                    .getJsonObject("resume");
            feed.commit(500);

            assertThat(resume.getBoolean("recovered")).isTrue();
            assertThat(resume.getString("from")).isEqualTo("1000");
            assertThat(positions(client.records(2500))).isEqualTo(upTo(1001, 3500));
        }
    }

    @Test
    void aPositionThatRetentionHasPassedIsNotRecoveredInPart() throws Exception {
        feed.commit(100);
        feed.drop(50);
        try (PhoenixClient client = connect()) {
            JsonObject resume = client.join(ROOM, resume(new JsonObject().put("after", 49)))
                    .getJsonObject("response")
                    .getJsonObject("resume");
            feed.commit(1);

            assertThat(resume.getBoolean("recovered")).isFalse();
            assertThat(positions(client.records(1))).isEqualTo(upTo(101, 101));
        }
    }

    @Test
    void aPositionThatTheDatabaseHasNeverComeToIsNotRecoveredAndWhatIsNewComesAllTheSame() throws Exception {
        feed.commit(10);
        try (PhoenixClient client = connect()) {
            JsonObject resume = client.join(ROOM, resume(new JsonObject().put("after", "1000000")))
                    .getJsonObject("response")
                    .getJsonObject("resume");
            feed.commit(1);

            assertThat(resume.getBoolean("recovered")).isFalse();
            assertThat(positions(client.records(1))).isEqualTo(upTo(11, 11));
        }
    }

    @Test
    void aPositionThatThisNodeIsAboutToHearOfIsWaitedFor() throws Exception {
        feed.commit(10);
        try (PhoenixClient client = connectTo(10)) {
            feed.commitIn(500, 2);
            JsonObject resume = client.join(ROOM, resume(new JsonObject().put("after", "11")))
                    .getJsonObject("response")
                    .getJsonObject("resume");

            assertThat(resume.getBoolean("recovered")).isTrue();
            assertThat(positions(client.records(1))).isEqualTo(upTo(12, 12));
        }
    }

    @Test
    void ofAKeyThatNobodyKnowsNothingIsRecoveredAndANameThatCannotBeKeptIsRefused() throws Exception {
        try (PhoenixClient client = connect()) {
            JsonObject resume = client.join(ROOM, resume(new JsonObject().put("key", "new")))
                    .getJsonObject("response")
                    .getJsonObject("resume");
            assertThat(resume.getBoolean("recovered")).isFalse();
            assertThat(resume.getMap()).containsEntry("from", null);

            for (String topic : List.of("realtime:" + "x".repeat(200), "realtime:\0")) {
                JsonObject refused = client.join(topic, resume(new JsonObject().put("key", "wall")));
                assertThat(refused.getString("status")).isEqualTo("error");
                assertThat(refused.getJsonObject("response").getString("reason"))
                        .contains("at most 200 characters");
            }
        }
    }

    @Test
    void aKeyIsServedFromWhereItHadBeenBeforeTheLastAnsweredHeartbeat() throws Exception {
        try (PhoenixClient client = connect()) {
            client.join(ROOM, resume(new JsonObject().put("key", "wall")));
            feed.commit(20);
            client.records(20);
            heartbeat(client);
            feed.commit(5);
            client.records(5);
            heartbeat(client);
        }
        Waiting.until(
                PATIENCE, "a cursor is kept", () -> feed.cursor("wall", ROOM).orElse(0) != 0);
        assertThat(feed.cursor("wall", ROOM)).hasValue(20);
        try (PhoenixClient again = connect()) {
            JsonObject reply = again.join(ROOM, resume(new JsonObject().put("key", "wall")));
            assertThat(reply.getJsonObject("response").getJsonObject("resume").getString("from"))
                    .isEqualTo("20");
            assertThat(positions(again.records(5))).isEqualTo(upTo(21, 25));
        }
    }

    @Test
    void aKeyWhoseClientIsGoneAtOnceGetsEverythingBehindItsFirstJoin() throws Exception {
        feed.commit(7);
        try (PhoenixClient client = connectTo(7)) {
            JsonObject resume = resumed(client.join(ROOM, resume(new JsonObject().put("key", "wall"))));
            assertThat(resume.getValue("from")).isNull();
            assertThat(resume.getString("position")).isEqualTo("7");
            assertThat(feed.cursor("wall", ROOM)).hasValue(7);
        }
        feed.commit(30);
        for (int rejoin = 0; rejoin < 3; rejoin++) {
            // Each may be on another instance of the server.
            try (PhoenixClient again = connect()) {
                JsonObject resume = resumed(again.join(ROOM, resume(new JsonObject().put("key", "wall"))));
                assertThat(resume.getString("from")).isEqualTo("7");
                assertThat(positions(again.records(30))).isEqualTo(upTo(8, 37));
            }
        }
    }

    @Test
    void aKeyThatRetentionHasPassedBeginsAnewFromWhereItIsToldSo() throws Exception {
        feed.commit(10);
        try (PhoenixClient client = connectTo(10)) {
            client.join(ROOM, resume(new JsonObject().put("key", "wall")));
        }
        feed.commit(20);
        feed.drop(15);
        try (PhoenixClient client = connectTo(30)) {
            JsonObject resume = resumed(client.join(ROOM, resume(new JsonObject().put("key", "wall"))));
            assertThat(resume.getBoolean("recovered")).isFalse();
            assertThat(resume.getString("from")).isEqualTo("10");
        }
        feed.commit(5);
        try (PhoenixClient client = connect()) {
            client.join(ROOM, resume(new JsonObject().put("key", "wall")));
            assertThat(positions(client.records(5))).isEqualTo(upTo(31, 35));
        }
    }

    @Test
    void aNewKeyIsNotLetInBeforeItsBeginningIsSavedAndThenBeginsWhereItAsked() throws Exception {
        feed.commit(10);
        feed.readOnly(true);
        try (PhoenixClient client = connectTo(10)) {
            String join = client.push(
                    ROOM, "phx_join", new JsonObject().put("config", resume(new JsonObject().put("key", "wall"))));
            heartbeat(client);
            heartbeat(client);
            heartbeat(client);
            assertThat(client.isQuiet()).isTrue();
            feed.commit(5);
            feed.readOnly(false);

            JsonArray reply = client.next(frame -> join.equals(frame.getString(1)));
            assertThat(reply.getJsonObject(4).getString("status")).isEqualTo("ok");
            assertThat(feed.cursor("wall", ROOM)).hasValue(10);
            assertThat(positions(client.records(5))).isEqualTo(upTo(11, 15));
        }
    }

    @Test
    void aClientThatDoesNotReadForAWhileMissesNothingAndHoldsUpNobody() throws Exception {
        try (PhoenixClient slow = connect();
                PhoenixClient quick = connect()) {
            slow.join(ROOM, PhoenixClient.inserts(""));
            quick.join(ROOM, PhoenixClient.inserts(""));
            slow.stall();
            for (long first = 1; first < MANY; first += 500) {
                feed.commit(500);
                assertThat(positions(quick.records(500))).isEqualTo(upTo(first, first + 499));
            }
            slow.goOn();

            assertThat(positions(slow.records(MANY))).isEqualTo(upTo(1, MANY));
        }
    }

    @Test
    void aClientThatReadsNothingAnyMoreIsToldAndGetsTheRestWhenItJoinsAgain() throws Exception {
        try (PhoenixClient slow = connect();
                PhoenixClient quick = connect()) {
            slow.join(ROOM, PhoenixClient.inserts(""));
            quick.join(ROOM, PhoenixClient.inserts(""));
            slow.stall();
            for (long first = 1; first < MANY; first += 500) {
                feed.commit(500);
                quick.records(500);
            }
            Waiting.until(PATIENCE, "a gap is told", () -> gaps() > 0);
            slow.goOn();

            int seen = 0;
            JsonArray frame = slow.next(any -> true);
            while (!"phx_error".equals(frame.getString(3))) {
                seen += "postgres_changes".equals(frame.getString(3)) ? 1 : 0;
                frame = slow.next(any -> true);
            }
            assertThat(seen).isLessThan(MANY);
            slow.join(ROOM, resume(new JsonObject().put("after", Integer.toString(seen))));
            assertThat(positions(slow.records(MANY - seen))).isEqualTo(upTo(seen + 1L, MANY));
        }
    }

    @Test
    void theDatabaseAwayHoldsTheFeedUpAndLosesNothing() throws Exception {
        try (PhoenixClient client = connect()) {
            client.join(ROOM, PhoenixClient.inserts(""));
            feed.away(true);
            feed.commit(100);
            JsonObject refused = client.join("realtime:other", resume(new JsonObject().put("key", "k")));
            feed.away(false);

            assertThat(refused.getString("status")).isEqualTo("error");
            assertThat(positions(client.records(100))).isEqualTo(upTo(1, 100));
        }
    }

    @Test
    void whoLeavesGetsNothingMore() throws Exception {
        try (PhoenixClient client = connect()) {
            client.join(ROOM, PhoenixClient.inserts(""));
            client.join("realtime:other", PhoenixClient.inserts(""));
            String ref = client.push(ROOM, "phx_leave", new JsonObject());
            client.next(frame -> ref.equals(frame.getString(1)));
            feed.commit(10);

            for (int i = 0; i < 10; i++) {
                assertThat(client.next("postgres_changes").getString(2)).isEqualTo("realtime:other");
            }
        }
    }

    @Test
    void aBroadcastGoesToTheOthersOnTheTopicOnWhicheverServerInstanceTheyAre() throws Exception {
        try (PhoenixClient one = connect();
                PhoenixClient two = connect()) {
            one.join(ROOM, new JsonObject().put("broadcast", new JsonObject().put("ack", true)));
            two.join(ROOM, new JsonObject());
            JsonObject said = new JsonObject()
                    .put("type", "broadcast")
                    .put("event", "ping")
                    .put("payload", new JsonObject().put("n", 1));
            String ref = one.push(ROOM, "broadcast", said);

            one.next(frame -> ref.equals(frame.getString(1)));
            assertThat(new String(two.nextBinary(), StandardCharsets.UTF_8))
                    .contains("ping")
                    .contains("{\"n\":1}");
            assertThat(one.isQuiet()).isTrue();
        }
    }

    @Test
    void strangeFramesAreAnsweredOrPassedOverAndTheSocketStays() throws Exception {
        try (PhoenixClient client = connect()) {
            for (String frame :
                    List.of("", "nonsense", "[]", "{}", "[1,2,3,4,5]", "null", "[null,null,null,null,null]")) {
                client.sendText(frame);
            }
            client.sendBinary(new byte[] {3, 99, 99});
            client.sendBinary(new byte[0]);
            assertThat(client.join("phoenix:x", new JsonObject()).getString("status"))
                    .isEqualTo("error");
            assertThat(client.join("realtime:", new JsonObject())
                            .getJsonObject("response")
                            .getString("reason"))
                    .startsWith("TopicNameRequired");
            String ref = client.push("realtime:nobody", "shout", new JsonObject());
            assertThat(client.next(frame -> ref.equals(frame.getString(1)))
                            .getJsonObject(4)
                            .getJsonObject("response")
                            .getString("reason"))
                    .isEqualTo("unmatched topic");
            heartbeat(client);
        }
    }

    @Test
    void tooManyChannelsAreRefused() throws Exception {
        try (PhoenixClient client = connect()) {
            for (int i = 0; i < 100; i++) {
                assertThat(client.join("realtime:" + i, new JsonObject()).getString("status"))
                        .isEqualTo("ok");
            }
            assertThat(client.join("realtime:100", new JsonObject()).getString("status"))
                    .isEqualTo("error");
        }
    }

    @Test
    void anotherTableIsSaidToBeNoneAndDeletesAreSilence() throws Exception {
        JsonObject bindings =
                new JsonObject().put("postgres_changes", new JsonArray().add(binding("*", "public", "secrets")));
        try (PhoenixClient client = connect()) {
            JsonObject reply = client.join(ROOM, bindings);
            JsonObject said = client.next("system").getJsonObject(4);
            JsonObject deletes = new JsonObject()
                    .put("postgres_changes", new JsonArray().add(binding("DELETE", "monitoring", "monitoring_events")));
            client.join("realtime:deletes", deletes);
            client.join("realtime:real", PhoenixClient.inserts(""));
            feed.commit(3);

            assertThat(reply.getString("status")).isEqualTo("ok");
            assertThat(said.getString("status")).isEqualTo("error");
            assertThat(said.getString("message"))
                    .startsWith("Unable to subscribe to changes with given parameters.")
                    .endsWith("[event: *, schema: public, table: secrets]");
            for (int i = 0; i < 3; i++) {
                assertThat(client.next("postgres_changes").getString(2)).isEqualTo("realtime:real");
            }
        }
    }

    @Test
    void theSchemaPublicIsTheSameTableAndIsEchoedAsItCame() throws Exception {
        JsonObject bindings = new JsonObject()
                .put("postgres_changes", new JsonArray().add(binding("*", "public", "monitoring_events")));
        try (PhoenixClient client = connect()) {
            JsonObject echo = client.join(ROOM, bindings)
                    .getJsonObject("response")
                    .getJsonArray("postgres_changes")
                    .getJsonObject(0);
            feed.commit(2);

            assertThat(echo.getString("schema")).isEqualTo("public");
            assertThat(positions(client.records(2))).isEqualTo(upTo(1, 2));
        }
    }

    private static JsonObject binding(String event, String schema, String table) {
        return new JsonObject().put("event", event).put("schema", schema).put("table", table);
    }

    @Test
    void aHandshakeIsRefusedInTheFormThatTheClientsKnow() throws Exception {
        HttpResponse<String> plain = doors.get("/realtime/v1/websocket");

        assertThat(plain.statusCode()).isEqualTo(426);
        assertThat(new JsonObject(plain.body()).getString("error")).isNotEmpty();
    }

    private long gaps() throws Exception {
        return new JsonObject(doors.get("/metrics/adapter").body())
                .getJsonObject("adapters")
                .getJsonObject("realtime")
                .getLong("gaps");
    }

    private PhoenixClient connect() {
        return PhoenixClient.connect(doors.vertx(), doors.port());
    }

    /** A client of an instance of the server that knows of everything up to there. */
    private PhoenixClient connectTo(long position) throws InterruptedException {
        PhoenixClient client = connect();
        JsonObject probe = resume(new JsonObject().put("after", Long.MAX_VALUE));
        Waiting.forThat(
                PATIENCE,
                () -> resumed(client.join("realtime:probe", probe)).getString("position"),
                Long.toString(position)::equals);
        client.push("realtime:probe", "phx_leave", new JsonObject());
        client.next("phx_close");
        return client;
    }

    private static void heartbeat(PhoenixClient client) throws InterruptedException {
        String ref = client.push("phoenix", "heartbeat", new JsonObject());
        client.next(frame -> ref.equals(frame.getString(1)));
    }

    private static JsonObject resume(JsonObject how) {
        return PhoenixClient.inserts("").put("resume", how);
    }

    private static JsonObject resumed(JsonObject reply) {
        return reply.getJsonObject("response").getJsonObject("resume");
    }

    private static long position(JsonArray change) {
        return change.getJsonObject(4)
                .getJsonObject("data")
                .getJsonObject("record")
                .getLong("position");
    }

    private static List<Long> positions(List<JsonObject> records) {
        return records.stream().map(record -> record.getLong("position")).toList();
    }

    private static List<Long> upTo(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
