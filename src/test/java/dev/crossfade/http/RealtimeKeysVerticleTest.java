package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.PhoenixClient;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The door of Realtime where keys are asked for: "reader" and "root". */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RealtimeKeysVerticleTest {
    private static final String ROOM = "realtime:room";
    private static final String KEYS = """
            auth:
              mode: keys
              keys:
                - {name: reader, roles: [%s], sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30}
                - {name: root, roles: [admin], sha256: 4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2}
            """;

    private final PretendFeedVerticle feed = new PretendFeedVerticle();
    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(TestSettings.yaml(KEYS.formatted("read")));
        doors.vertx().deployVerticle(feed).await();
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aHandshakeWithoutAKnownKeyIsRefusedAsTheClientsReadIt() {
        for (String query : new String[] {"", "&apikey=wrong"}) {
            assertThatThrownBy(() -> PhoenixClient.connect(doors.vertx(), doors.port(), query))
                    .isInstanceOfSatisfying(UpgradeRejectedException.class, refused -> {
                        assertThat(refused.getStatus()).isEqualTo(401);
                        assertThat(new JsonObject(refused.getBody()).getString("error"))
                                .contains("key");
                    });
        }
    }

    @Test
    void aJoinWithATokenThatIsNotKnownIsRefusedAndOneThatIsKnownWorks() throws Exception {
        try (PhoenixClient client = connect("reader")) {
            JsonObject refused = client.join(ROOM, PhoenixClient.inserts(""), "wrong");
            assertThat(refused.getString("status")).isEqualTo("error");
            assertThat(refused.getJsonObject("response").getString("reason")).startsWith("Unauthorized");

            assertThat(client.join(ROOM, PhoenixClient.inserts(""), "reader").getString("status"))
                    .isEqualTo("ok");
            feed.commit(3);
            assertThat(client.records(3)).hasSize(3);
        }
    }

    @Test
    void aTokenThatIsRenewedWithAnUnknownOneEndsTheChannelAlone() throws Exception {
        try (PhoenixClient client = connect("reader")) {
            client.join(ROOM, PhoenixClient.inserts(""), "reader");
            client.next("system");
            client.join("realtime:other", PhoenixClient.inserts(""), "reader");
            client.next("system");
            client.push(ROOM, "access_token", new JsonObject().put("access_token", "root"));
            client.push(ROOM, "access_token", new JsonObject().put("access_token", "sb_publishable_1"));
            client.push(ROOM, "access_token", new JsonObject().put("access_token", 5));
            feed.commit(1);
            assertThat(List.of(
                            client.next("postgres_changes").getString(2),
                            client.next("postgres_changes").getString(2)))
                    .containsExactlyInAnyOrder(ROOM, "realtime:other");
            client.push(ROOM, "access_token", new JsonObject().put("access_token", "wrong"));

            assertThat(client.next("system").getJsonObject(4).getString("status"))
                    .isEqualTo("error");
            assertThat(client.next("phx_close").getString(2)).isEqualTo(ROOM);
            feed.commit(3);
            for (int i = 0; i < 3; i++) {
                assertThat(client.next("postgres_changes").getString(2)).isEqualTo("realtime:other");
            }
        }
    }

    @Test
    void aKeyThatIsTakenAwayClosesItsSocketsAndNoOthers() throws Exception {
        assertReaderIsClosed(KEYS.replaceFirst(".*name: reader.*\n", ""));
    }

    @Test
    void aKeyThatMayNotReadAnyMoreClosesItsSocketsAndNoOthers() throws Exception {
        assertReaderIsClosed(KEYS.formatted("ingest"));
    }

    private void assertReaderIsClosed(String settings) throws Exception {
        try (PhoenixClient reader = connect("reader");
                PhoenixClient root = connect("root")) {
            reader.join(ROOM, PhoenixClient.inserts(""));
            root.join(ROOM, PhoenixClient.inserts(""));

            doors.change(TestSettings.yaml(settings));

            assertThat(reader.closeCode()).isEqualTo((short) 1008);
            feed.commit(5);
            assertThat(root.records(5)).hasSize(5);
        }
    }

    private PhoenixClient connect(String key) {
        return PhoenixClient.connect(doors.vertx(), doors.port(), "&apikey=" + key);
    }
}
