package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.Layer;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.testkit.Doors;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flags as OpenFeature asks for them. */
class OfrepDoorVerticleTest {
    private static final String ORIGIN = "https://shop.example";
    private static final String FLAGS = "/ofrep/v1/evaluate/flags";
    private static Doors doors;

    @BeforeAll
    static void open() {
        doors = Doors.open(PretendConfigVerticle.first("http: { allowed_origins: [\"" + ORIGIN + "\"] }"));
    }

    @AfterAll
    static void close() {
        doors.close();
    }

    @Test
    void aFlagIsEvaluatedWithItsTypeReasonAndSource() throws Exception {
        HttpResponse<String> response = post(FLAGS + "/MONITORING_USE_ADAPTER", "{}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body())
                .isEqualTo("{\"key\":\"MONITORING_USE_ADAPTER\",\"value\":true,\"reason\":\"DEFAULT\","
                        + "\"variant\":\"on\",\"metadata\":{\"version\":7,\"source\":\"default\"}}");
        JsonObject strict =
                new JsonObject(post(FLAGS + "/MONITORING_VALIDATION_STRICT", "").body());
        assertThat(strict.getString("reason")).isEqualTo("STATIC");
        assertThat(strict.getString("variant")).isEqualTo("off");
        assertThat(new JsonObject(post(FLAGS + "/MONITORING_BATCH_SIZE", "{\"context\":{}}")
                                .body())
                        .getValue("value"))
                .isEqualTo(1000);
    }

    @Test
    void aPercentageTellsOfAKeyOnWhichSideOfItRoutingPutsIt() throws Exception {
        String path = FLAGS + "/dual_write.performance.percentage";
        // The buckets of these keys are 1104 and 6311 of 10000, and the percentage is 50.
        JsonObject inside = new JsonObject(
                post(path, "{\"context\":{\"targetingKey\":\"service-1\"}}").body());
        JsonObject outside = new JsonObject(
                post(path, "{\"context\":{\"targetingKey\":\"a\"}}").body());
        assertThat(inside.getString("reason")).isEqualTo("SPLIT");
        assertThat(inside.getString("variant")).isEqualTo("inside");
        assertThat(inside.getValue("value")).isEqualTo(50);
        assertThat(outside.getString("variant")).isEqualTo("outside");
        assertThat(new JsonObject(post(path, "").body()).getString("reason")).isEqualTo("DEFAULT");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /nothing                    | {}                               | 404 | FLAG_NOT_FOUND  | nothing
            /a%20b/c                    | {}                               | 404 | FLAG_NOT_FOUND  | a b/c
            /a%2520b+c                  | {}                               | 404 | FLAG_NOT_FOUND  | a%20b+c
            /global_override            | {}                               | 404 | FLAG_NOT_FOUND  | global_override
            /MONITORING_BATCH_SIZE      | {                                | 400 | PARSE_ERROR     | MONITORING_BATCH_SIZE
            /MONITORING_BATCH_SIZE      | []                               | 400 | PARSE_ERROR     | MONITORING_BATCH_SIZE
            /MONITORING_BATCH_SIZE      | {"context":7}                    | 400 | INVALID_CONTEXT | MONITORING_BATCH_SIZE
            /MONITORING_BATCH_SIZE      | {"context":{"targetingKey":[]}}  | 400 | INVALID_CONTEXT | MONITORING_BATCH_SIZE
            """)
    void whatCannotBeEvaluatedIsSaidWithItsKey(String path, String body, int status, String code, String key)
            throws Exception {
        HttpResponse<String> response = post(FLAGS + path, body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        JsonObject error = new JsonObject(response.body());
        assertThat(error.getString("errorCode")).isEqualTo(code);
        assertThat(error.getString("key")).isEqualTo(key);
        assertThat(error.getString("errorDetails")).isNotBlank();
        assertThat(error.containsKey("status")).isFalse();
    }

    @Test
    void allFlagsComeWithATagOfWhatWasEvaluated() throws Exception {
        HttpResponse<String> all = post(FLAGS, "{\"context\":{\"targetingKey\":\"a\"}}");
        String tag = all.headers().firstValue("ETag").orElseThrow();
        assertThat(new JsonObject(all.body()).getJsonArray("flags"))
                .extracting(flag -> ((JsonObject) flag).getString("key"))
                .contains("MONITORING_BATCH_SIZE", "dual_write.debug.enabled")
                .doesNotHaveDuplicates();
        HttpResponse<String> known = ask("{\"context\":{\"targetingKey\":\"a\"}}", tag);
        assertThat(known.statusCode()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.headers().firstValue("ETag")).contains(tag);
        assertThat(ask("{\"context\":{\"targetingKey\":\"service-1\"}}", tag).statusCode())
                .isEqualTo(200);
        assertThat(ask("{\"context\":{\"targetingKey\":\"a\"}}", "not a tag").statusCode())
                .isEqualTo(200);
        assertThat(ask("[]", tag).statusCode()).isEqualTo(400);
    }

    @Test
    void aPageOfAnAllowedOriginMayAskAndReadTheTag() throws Exception {
        HttpResponse<String> preflight =
                doors.send(HttpRequest.newBuilder(doors.request(FLAGS).build().uri())
                        .header("Origin", ORIGIN)
                        .header("Access-Control-Request-Method", "POST")
                        .header("Access-Control-Request-Headers", "content-type,if-none-match,authorization")
                        .method("OPTIONS", BodyPublishers.noBody()));
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Methods")
                        .orElse(""))
                .contains("POST");
        assertThat(preflight
                        .headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElse(""))
                .contains("content-type", "if-none-match", "authorization");
        HttpResponse<String> answer = doors.send(doors.request(FLAGS)
                .header("Origin", ORIGIN)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString("{}")));
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains(ORIGIN);
        assertThat(answer.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("etag");
        assertThat(doors.send(doors.request(FLAGS)
                                .header("Origin", "https://elsewhere.example")
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void otherMethodsTypesAndSizesAreRefused() throws Exception {
        for (String path : List.of(FLAGS, FLAGS + "/MONITORING_BATCH_SIZE")) {
            HttpResponse<String> get = doors.get(path);
            assertThat(get.statusCode()).isEqualTo(405);
            assertThat(get.headers().firstValue("Allow")).contains("POST");
            HttpResponse<String> text = doors.send(
                    doors.request(path).header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")));
            assertThat(text.statusCode()).isEqualTo(415);
            assertGeneralError(text, path);
            HttpResponse<String> large = post(path, " ".repeat(9 << 20));
            assertThat(large.statusCode()).isEqualTo(413);
            assertGeneralError(large, path);
        }
    }

    /** A client that evaluates one flag gets its key back, whatever the matter is. */
    private static void assertGeneralError(HttpResponse<String> response, String path) {
        JsonObject error = new JsonObject(response.body());
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(error.getString("errorCode")).isEqualTo("GENERAL");
        assertThat(error.getString("errorDetails")).isNotBlank();
        assertThat(error.getString("key")).isEqualTo(path.equals(FLAGS) ? null : "MONITORING_BATCH_SIZE");
        assertThat(error.containsKey("title")).isFalse();
    }

    @Test
    void aBugIsToldAsTheProtocolHasItWithoutAWordOfWhatItIs() throws Exception {
        SettingsSnapshot sound = PretendConfigVerticle.first("{}");
        SettingsSnapshot broken = new SettingsSnapshot(
                7, sound.since(), sound.settings(), Map.of("flags.X", new SettingValue(null, Layer.FILE)));
        try (Doors other = Doors.open(broken)) {
            for (String path : List.of(FLAGS, FLAGS + "/X")) {
                HttpResponse<String> response = other.send(other.request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}")));
                assertThat(response.statusCode()).isEqualTo(500);
                assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
                JsonObject error = new JsonObject(response.body());
                assertThat(error.getString("errorCode")).isEqualTo("GENERAL");
                assertThat(error.getString("errorDetails")).isEqualTo("internal error");
                assertThat(error.getString("key")).isEqualTo(path.equals(FLAGS) ? null : "X");
            }
        }
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return doors.send(doors.request(path)
                .header("Content-Type", "application/json; charset=utf-8")
                .POST(BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> ask(String body, String tag) throws Exception {
        return doors.send(doors.request(FLAGS)
                .header("Content-Type", "application/json")
                .header("If-None-Match", tag)
                .POST(BodyPublishers.ofString(body)));
    }
}
