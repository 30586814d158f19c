package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.Settings;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.LiveClient;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What the doors do when settings change while they are open. The keys are "reader" and "root". */
class ChangedDoorsVerticleTest {
    private static final Duration IN_FORCE = Duration.ofSeconds(2);

    private static final String READER = """
            auth:
              mode: keys
              keys:
                - name: reader
                  roles: [%s]
                  sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30
            """;
    private static final String ROOT = """
            auth:
              mode: keys
              keys:
                - name: root
                  roles: [admin]
                  sha256: 4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2
            """;

    @Test
    void aKeyThatIsTakenAwayOpensNothingAnyMoreAndANewOneDoes() throws Exception {
        try (Doors doors = Doors.open(TestSettings.yaml(READER.formatted("read")))) {
            assertThat(status(doors, "reader")).isEqualTo(200);
            assertThat(status(doors, "root")).isEqualTo(401);

            doors.change(TestSettings.yaml(ROOT));

            soon(() -> status(doors, "reader") == 401);
            assertThat(status(doors, "reader")).isEqualTo(401);
            assertThat(status(doors, "root")).isEqualTo(200);
        }
    }

    @Test
    void aLiveClientMayPublishForAsLongAsItsKeyMay() throws Exception {
        try (Doors doors = Doors.open(TestSettings.yaml(READER.formatted("read, ingest")));
                LiveClient client = LiveClient.connect(doors.vertx(), doors.port(), "/ws?apikey=reader")) {
            JsonObject publish = new JsonObject()
                    .put("command", "publish")
                    .put("id", "1")
                    .put("event", new JsonObject().put("event_type", "a").put("source", "s"));
            String before = client.ask(publish).getString("type");

            doors.change(TestSettings.yaml(READER.formatted("read")));

            assertThat(before).isNotEqualTo("error");
            soon(() -> client.ask(publish.put("id", "2")).getString("type").equals("error"));
            assertThat(client.ask(publish.put("id", "3")).getString("type")).isEqualTo("error");
        }
    }

    @Test
    void aLiveClientIsClosedOnceItsKeyIsTakenAway() throws Exception {
        assertReaderIsClosed(TestSettings.yaml(ROOT));
    }

    @Test
    void aLiveClientIsClosedOnceItsKeyMayNotRead() throws Exception {
        assertReaderIsClosed(TestSettings.yaml(ROOT + reader("ingest")));
    }

    @Test
    void aLiveClientWhoseKeyGetsAnotherNameStays() throws Exception {
        try (Doors doors = Doors.open(TestSettings.yaml(READER.formatted("read")));
                LiveClient client = LiveClient.connect(doors.vertx(), doors.port(), "/ws?apikey=reader")) {
            client.next("initial_stats");
            doors.change(TestSettings.yaml(ROOT + reader("read").replace("name: reader", "name: wall")));
            soon(() -> status(doors, "root") == 200);

            assertThat(client.ask(new JsonObject().put("command", "ping").put("id", "1"))
                            .getString("type"))
                    .isEqualTo("pong");
        }
    }

    private static void assertReaderIsClosed(Settings after) throws Exception {
        try (Doors doors = Doors.open(TestSettings.yaml(ROOT + reader("read")));
                LiveClient reader = LiveClient.connect(doors.vertx(), doors.port(), "/ws?apikey=reader");
                LiveClient root = LiveClient.connect(doors.vertx(), doors.port(), "/ws?apikey=root")) {
            reader.next("initial_stats");
            root.next("initial_stats");

            doors.change(after);
            soon(reader::isClosed);

            assertThat(reader.isClosed()).isTrue();
            assertThat(reader.closeCode()).isEqualTo((short) 1008);
            assertThat(reader.closeReason()).isEqualTo("the key of this connection may not read any more");
            JsonObject event = new JsonObject().put("event_type", "a").put("source", "s");
            root.send(new JsonObject()
                    .put("command", "publish")
                    .put("id", "1")
                    .put("event", event)
                    .encode());
            assertThat(root.events(1)).hasSize(1);
        }
    }

    /** A further key, of a reader with that role. */
    private static String reader(String role) {
        return READER.formatted(role).substring(READER.indexOf("    - name"));
    }

    @Test
    void anOriginIsAllowedAndForbiddenAgain() throws Exception {
        try (Doors doors = Doors.open(TestSettings.defaults())) {
            assertThat(allowed(doors)).isFalse();
            doors.change(TestSettings.yaml("http: {allowed_origins: ['https://ops.example.com']}"));
            soon(() -> allowed(doors));
            assertThat(allowed(doors)).isTrue();
            doors.change(TestSettings.defaults());
            soon(() -> !allowed(doors));
            assertThat(allowed(doors)).isFalse();
        }
    }

    @Test
    void whatShowsSettingsShowsThoseOfTheMoment() throws Exception {
        try (Doors doors = Doors.open(TestSettings.defaults())) {
            assertThat(doors.get("/metrics/adapter").body()).contains("\"adapter_type\":\"realtime\"");
            doors.change(TestSettings.yaml("""
                    flags: {MONITORING_ADAPTER_TYPE: websocket}
                    dual_write: {global_override: websocket_only}
                    """));
            soon(() -> doors.get("/metrics/adapter").body().contains("\"adapter_type\":\"websocket\""));
            assertThat(doors.get("/metrics/adapter").body()).contains("\"adapter_type\":\"websocket\"");
            try (LiveClient client = LiveClient.connect(doors.vertx(), doors.port(), "/ws")) {
                assertThat(client.next("initial_stats")
                                .getJsonObject("routing")
                                .getJsonObject("dual_write")
                                .getString("global_override"))
                        .isEqualTo("websocket_only");
            }
        }
    }

    /** A change is told, not waited for; it has two seconds. */
    private static void soon(Callable<Boolean> seen) {
        Waiting.until(IN_FORCE, "the change is seen", seen);
    }

    private static int status(Doors doors, String key) throws Exception {
        return doors.get("/metrics/adapter?apikey=" + key).statusCode();
    }

    private static boolean allowed(Doors doors) throws Exception {
        return doors.send(doors.request("/health").header("Origin", "https://ops.example.com"))
                .headers()
                .firstValue("Access-Control-Allow-Origin")
                .isPresent();
    }
}
