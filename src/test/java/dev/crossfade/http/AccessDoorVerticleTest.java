package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketBase;
import io.vertx.core.http.WebSocketClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys on every door. The keys are "reader", "sender" and "root"; the configuration knows their SHA-256. */
class AccessDoorVerticleTest {
    private static final String EVENT = "{\"event_type\":\"a\",\"source\":\"s\"}";
    private static Doors doors;

    @BeforeAll
    static void open() {
        doors = Doors.open(TestSettings.yaml("""
                auth:
                  mode: keys
                  keys:
                    - name: reader
                      roles: [read]
                      sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30
                    - name: sender
                      roles: [ingest]
                      sha256: 0a367b92cf0b037dfd89960ee832d56f7fc151681bb41e53690e776f5786998a
                    - name: root
                      roles: [admin]
                      sha256: 4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2
                """));
    }

    @AfterAll
    static void close() {
        doors.close();
    }

    @Test
    void withoutAKnownKeyNothingIsAnsweredButHealth() throws Exception {
        HttpResponse<String> none = doors.get("/metrics/adapter");
        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(none.headers().firstValue("WWW-Authenticate")).isPresent();
        assertThat(get("/metrics/adapter", "wrong").statusCode()).isEqualTo(401);
        assertThat(doors.get("/").statusCode()).isEqualTo(401);
        assertThat(doors.get("/health").statusCode()).isEqualTo(200);
        assertThat(doors.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void aKeyOpensTheDoorsOfItsRoles() throws Exception {
        assertThat(get("/metrics/adapter", "reader").statusCode()).isEqualTo(200);
        assertThat(get("/metrics/adapter", "sender").statusCode()).isEqualTo(403);
        assertThat(get("/metrics/adapter", "root").statusCode()).isEqualTo(200);
        assertThat(publish("reader").statusCode()).isEqualTo(403);
        assertThat(publish("sender").statusCode()).isEqualTo(202);
        assertThat(publish("root").statusCode()).isEqualTo(202);
    }

    @Test
    void aKeyIsTakenFromHeaderQueryAndCookie() throws Exception {
        assertThat(doors.send(doors.request("/metrics/adapter").header("apikey", "reader"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(doors.get("/metrics/adapter?apikey=reader").statusCode()).isEqualTo(200);
        HttpResponse<String> welcome = doors.get("/?apikey=reader");
        assertThat(welcome.statusCode()).isEqualTo(302);
        String cookie = welcome.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).containsIgnoringCase("HttpOnly").contains("SameSite=Strict");
        HttpResponse<String> page =
                doors.send(doors.request("/").header("Cookie", cookie.substring(0, cookie.indexOf(';'))));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("'sha256-");
    }

    @Test
    void theLiveSocketAsksForAKeyToo() {
        assertThat(connect("/ws")).isEqualTo(401);
        assertThat(connect("/ws?apikey=sender")).isEqualTo(403);
        assertThat(connect("/ws?apikey=reader")).isEqualTo(101);
    }

    private static int connect(String path) {
        WebSocketClient client = doors.vertx().createWebSocketClient();
        return client.connect(doors.port(), "127.0.0.1", path)
                .compose(WebSocketBase::close)
                .map(connected -> 101)
                .otherwise(refused -> ((UpgradeRejectedException) refused).getStatus())
                .await();
    }

    private static HttpResponse<String> get(String path, String key) throws Exception {
        return doors.send(doors.request(path).header("Authorization", "Bearer " + key));
    }

    private static HttpResponse<String> publish(String key) throws Exception {
        return doors.send(doors.request("/events")
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(EVENT)));
    }
}
