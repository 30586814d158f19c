package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.Events;
import dev.crossfade.testkit.PhoenixClient;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that mean harm at the door of Realtime, and one beside them that is to notice nothing of it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RealtimeHostileVerticleTest {
    private static final String ROOM = "realtime:room";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CONNECTIONS = 120;
    private static final int ROWS_A_TICK = 20;
    private static final long TICK_MILLIS = 20;

    /** Some tens are what it takes; looking at each row for all clients at once would take a minute and more. */
    private static final long ON_A_BUSY_MACHINE = 1500;

    /** Text that costs an expression as much as any can. */
    private static final String LONG = "a".repeat(160);

    private static final String BOMB = "data->>message=match.(?:a?){130}b";

    private final PretendFeedVerticle feed = new PretendFeedVerticle();
    private final List<AutoCloseable> clients = new ArrayList<>();
    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(
                TestSettings.yaml("{http: {client_buffer: 64KiB, max_connections: %d}}".formatted(CONNECTIONS)));
        doors.vertx().deployVerticle(feed).await();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable client : clients) {
            client.close();
        }
        doors.close();
    }

    @Test
    void theCostliestClientsHoldNobodyUp() throws Exception {
        PhoenixClient good = connect();
        good.join(ROOM, PhoenixClient.inserts("category=neq.nothing"));
        for (int i = 0; i < 3; i++) {
            joinCostly(connect(), ROOM + i);
        }
        beginCommitting(LONG);

        List<Long> late = awaitInOrder(good, 3000);

        assertThat(late.get(late.size() * 99 / 100))
                .as("milliseconds, 99 of 100; most %d", late.get(late.size() - 1))
                .isLessThan(ON_A_BUSY_MACHINE);
    }

    @Test
    void aClientThatIsLeftBehindForItsConditionsGetsEverythingAllTheSame() throws Exception {
        PhoenixClient costly = connect();
        joinCostly(costly, ROOM);
        PhoenixClient good = connect();
        good.join("realtime:good", PhoenixClient.inserts(""));
        commit(40, LONG);
        good.records(40);
        commit(5, LONG);
        good.records(5);
        assertThat(costly.pending()).isLessThan(45);

        List<JsonObject> records = costly.records(45);

        assertThat(records.stream().map(record -> record.getLong("position")).toList())
                .isEqualTo(LongStream.rangeClosed(1, 45).boxed().toList());
        commit(1, "short");
        commit(1, LONG);
        assertThat(costly.records(1).get(0).getLong("position")).isEqualTo(47);
    }

    @Test
    void costlyConditionsAreCountedOverAllChannelsOfAConnectionAndGivenBackByALeave() throws Exception {
        PhoenixClient client = connect();
        assertThat(client.join("realtime:a", changes(bindings(BOMB, 20))).getString("status"))
                .isEqualTo("ok");
        JsonObject refused = client.join("realtime:b", changes(bindings(BOMB, 13)));
        assertThat(refused.getString("status")).isEqualTo("error");
        assertThat(refused.getJsonObject("response").getString("reason")).contains("at most 32");

        client.push("realtime:a", "phx_leave", new JsonObject());

        assertThat(client.join("realtime:b", changes(bindings(BOMB, 13))).getString("status"))
                .isEqualTo("ok");
        assertThat(client.join("realtime:b", changes(bindings(BOMB, 32))).getString("status"))
                .isEqualTo("ok");
    }

    @Test
    void bindingsHaveALengthOverAllChannelsOfAConnectionWhichALeaveGivesBack() throws Exception {
        PhoenixClient client = connect();
        String filter = "source=eq." + "x".repeat(3_900);
        assertThat(client.join("realtime:a", changes(bindings(filter, 20))).getString("status"))
                .isEqualTo("ok");
        for (int more : new int[] {20, 100}) {
            JsonObject refused = client.join("realtime:b", changes(bindings(filter, more)));
            assertThat(refused.getString("status")).isEqualTo("error");
            assertThat(refused.getJsonObject("response").getString("reason")).contains("at most 131072 characters");
        }
        client.push("realtime:a", "phx_leave", new JsonObject());
        assertThat(client.join("realtime:b", changes(bindings(filter, 20))).getString("status"))
                .isEqualTo("ok");
    }

    @Test
    void joinsThatTakeLongAreRefusedWhereTheyTakeTooMuchOfASecondAndOthersAreNot() throws Exception {
        PhoenixClient client = connect();
        PhoenixClient other = connect();
        JsonObject costly = changes(bindings("source=imatch.\"(a|b|[\u0410-\u042f\u0430-\u044fa-z]{1,9})+\"", 32));
        JsonObject answer = client.join(ROOM, costly);
        long end = System.nanoTime() + 20_000_000_000L;
        while (answer.getString("status").equals("ok")) {
            assertThat(System.nanoTime()).isLessThan(end);
            answer = client.join(ROOM, costly);
        }
        assertThat(answer.getJsonObject("response").getString("reason")).contains("too many joins with patterns");
        assertThat(other.join(ROOM, PhoenixClient.inserts("category=eq.system")).getString("status"))
                .isEqualTo("ok");
        Waiting.forThat(
                Duration.ofNanos(end - System.nanoTime()),
                () -> client.join(ROOM, costly),
                again -> again.getString("status").equals("ok"));
    }

    @Test
    void aBroadcastThatLeavesNoRoomInABufferReachesEveryoneWhoReads() throws Exception {
        List<PhoenixClient> members = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            members.add(connect());
            members.get(i).join(ROOM, new JsonObject());
        }
        JsonObject said = new JsonObject()
                .put("type", "broadcast")
                .put("event", "large")
                .put("payload", new JsonObject().put("text", "z".repeat(900_000)));
        for (int round = 0; round < 3; round++) {
            members.get(0).push(ROOM, "broadcast", said);
            for (PhoenixClient member : members.subList(1, members.size())) {
                assertThat(member.nextBinary()).hasSizeGreaterThan(900_000);
            }
        }
    }

    @Test
    void hostileFramesAreAnsweredOrEndTheirOwnConnectionAlone() throws Exception {
        PhoenixClient good = connect();
        good.join(ROOM, PhoenixClient.inserts(""));
        beginCommitting("x");

        PhoenixClient bad = connect();
        frames().forEach(bad::sendText);
        bad.sendBinary(new byte[1 << 19]);
        assertThat(bad.join("realtime:alive", new JsonObject()).getString("status"))
                .isEqualTo("ok");
        for (String filter : List.of("source=match.((a{100}){100}){100}", "source=match.(", "x".repeat(5000))) {
            assertThat(bad.join("realtime:f", changes(bindings(filter, 100))).getString("status"))
                    .isIn("ok", "error");
        }
        endsItself(connect(), "[null,\"1\",\"phoenix\",\"heartbeat\",{\"x\":\"" + "y".repeat(3 << 20) + "\"}]");

        assertThat(awaitInOrder(good, 2000)).hasSize(2000);
        assertThat(bad.isClosed()).isFalse();
    }

    @Test
    void otherTablesAreSilenceWhateverTheyAreCalled() throws Exception {
        JsonArray bindings = new JsonArray();
        for (String name : List.of(
                "pg_catalog.pg_authid",
                "auth.users",
                "monitoring.config_overrides",
                "monitoring.MONITORING_EVENTS",
                "monitoring.monitoring_events; --",
                "*.users",
                "public.users")) {
            int dot = name.indexOf('.');
            bindings.add(new JsonObject()
                    .put("event", "*")
                    .put("schema", name.substring(0, dot))
                    .put("table", name.substring(dot + 1)));
        }
        PhoenixClient client = connect();
        assertThat(client.join("realtime:others", changes(bindings)).getString("status"))
                .isEqualTo("ok");
        client.join(ROOM, PhoenixClient.inserts(""));
        feed.commit(100);

        for (int i = 0; i < 100; i++) {
            assertThat(client.next("postgres_changes").getString(2)).isEqualTo(ROOM);
        }
    }

    @Test
    void whoSaysTooMuchIsClosedAndNobodyElse() throws Exception {
        PhoenixClient good = connect();
        good.join(ROOM, PhoenixClient.inserts(""));
        beginCommitting("x");
        PhoenixClient deaf = connect();
        deaf.stall();
        endsItself(deaf, "[null,\"1\",\"phoenix\",\"heartbeat\",{}]");
        endsItself(connect(), "[\"1\",\"1\",\"realtime:same\",\"phx_join\",{}]");
        endsItself(connect(), "[\"1\",\"1\",\"realtime:none\",\"broadcast\",{\"event\":\"e\",\"payload\":{}}]");

        assertThat(awaitInOrder(good, 1000)).hasSize(1000);
    }

    @Test
    void connectionsWithoutEndLeaveThoseAloneThatWereThereBefore() throws Exception {
        PhoenixClient good = connect();
        good.join(ROOM, PhoenixClient.inserts(""));
        beginCommitting("x");
        for (int i = 0; i < 3 * CONNECTIONS; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), doors.port());
            clients.add(socket);
            if (i % 3 == 0) {
                halfClose(socket);
            }
        }

        assertThat(awaitInOrder(good, 1000)).hasSize(1000);
        for (AutoCloseable socket : clients.subList(1, clients.size())) {
            socket.close();
        }
        Waiting.until(PATIENCE, "there is room for a connection again", this::isOpenAgain);
    }

    private boolean isOpenAgain() throws Exception {
        try {
            return doors.get("/health").statusCode() == 200;
        } catch (IOException full) {
            return false;
        }
    }

    private static void halfClose(Socket socket) throws IOException {
        try {
            socket.getOutputStream()
                    .write("GET /realtime/v1/websocket HTTP/1.1\r\nHost: 127".getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
        } catch (IOException turnedAway) {
            socket.close();
        }
    }

    /** Says that again and again until it is closed. */
    private static void endsItself(PhoenixClient client, String frame) throws InterruptedException {
        client.flood(frame);
        client.goOn();
        assertThat(client.closeCode()).isIn((short) 1008, (short) 1009, (short) 1006);
    }

    private static List<String> frames() {
        List<String> frames = new ArrayList<>(List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000),
                "[1e999999999,\"h\",\"phoenix\",\"heartbeat\",{}]",
                "[null,{\"a\":1},\"phoenix\",\"heartbeat\",{}]",
                "[null,[],\"realtime:x\",\"phx_join\",{}]",
                "[null," + "9".repeat(10_000) + ",\"realtime:x\",\"phx_join\",{}]",
                "[null,\"h\",\"realtime:x\",\"phx_join\",{\"config\":[]}]",
                "[null,\"h\",\"realtime:x\",\"phx_join\",{\"config\":{\"postgres_changes\":{}}}]",
                "[null,\"h\",\"realtime:x\",\"phx_join\",{\"config\":{\"postgres_changes\":[1,null,\"x\"]}}]",
                "[null,\"h\",\"realtime:" + "x".repeat(2000) + "\",\"phx_join\",{}]",
                "[null,\"h\",\"\\ud800\",\"phx_join\",{}]",
                "[null,\"h\",\"realtime:x\",\"access_token\",{\"access_token\":{}}]",
                "\u0000\u0001",
                "[null,\"h\",\"realtime:x\",\"phx_leave\",null]"));
        frames.add(new JsonArray()
                .add("h")
                .add("h")
                .add(ROOM)
                .add("phx_join")
                .add(new JsonObject().put("config", changes(bindings("", 101))))
                .encode());
        return frames;
    }

    /** Joins for what costs the most that is permitted, and matches rows with the long text. */
    private static void joinCostly(PhoenixClient client, String topic) throws InterruptedException {
        JsonArray bindings = bindings(BOMB, 31);
        bindings.addAll(bindings("data->>message=like.aa%", 1));
        assertThat(client.join(topic, changes(bindings)).getString("status")).isEqualTo("ok");
        assertThat(client.next("system").getJsonObject(4).getString("status")).isEqualTo("ok");
    }

    private PhoenixClient connect() {
        PhoenixClient client = PhoenixClient.connect(doors.vertx(), doors.port());
        clients.add(client);
        return client;
    }

    private static JsonArray bindings(String filter, int count) {
        JsonObject one =
                PhoenixClient.inserts(filter).getJsonArray("postgres_changes").getJsonObject(0);
        JsonArray bindings = new JsonArray();
        IntStream.range(0, count).forEach(i -> bindings.add(one.copy()));
        return bindings;
    }

    private static JsonObject changes(JsonArray bindings) {
        return new JsonObject().put("postgres_changes", bindings);
    }

    /** A thousand rows a second from now on. */
    private void beginCommitting(String message) {
        doors.vertx().setPeriodic(TICK_MILLIS, tick -> commit(ROWS_A_TICK, message));
    }

    /** Commits rows, each with the time of its making. */
    private void commit(int count, String message) {
        feed.commit(count, position -> Events.event(position, Instant.now(), made(message)));
    }

    private static String made(String message) {
        return new JsonObject()
                .put("message", message)
                .put("made", System.nanoTime())
                .encode();
    }

    /** How late each row came, in milliseconds, sorted; they have to come one after the other. */
    private static List<Long> awaitInOrder(PhoenixClient client, int count) throws InterruptedException {
        List<Long> late = new ArrayList<>();
        long before = -1;
        while (late.size() < count) {
            JsonObject record = client.records(1).get(0);
            long position = record.getLong("position");
            assertThat(before < 0 || position == before + 1)
                    .as("%d behind %d", position, before)
                    .isTrue();
            before = position;
            late.add((System.nanoTime() - record.getJsonObject("data").getLong("made")) / 1_000_000);
        }
        Collections.sort(late);
        return late;
    }
}
