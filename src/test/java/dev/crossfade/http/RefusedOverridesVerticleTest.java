package dev.crossfade.http;

import static dev.crossfade.http.SettingsDoors.DEBUG;
import static dev.crossfade.http.SettingsDoors.DEBUG_KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.SettingsReply;
import dev.crossfade.config.Problem;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Overrides that are refused: what is wrong is named, and nothing is changed. */
class RefusedOverridesVerticleTest {
    @AutoClose
    private final SettingsDoors doors = new SettingsDoors();

    private final PretendConfigVerticle config = doors.config();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"percentage":5}                            | reason
            {"percentage":5,"reason":"  "}              | reason
            {"percentage":5,"reason":7}                 | reason
            {"percentage":5,"reason":"a\\u0000b"}       | reason
            {"percentage":"5","reason":"r"}             | percentage
            {"percentage":null,"reason":"r"}            | percentage
            {"percentage":1e999,"reason":"r"}           | percentage
            {"enabled":"yes","reason":"r"}              | enabled
            {"adapters":"websocket","reason":"r"}       | adapters
            {"adapters":[1],"reason":"r"}               | adapters
            {"percentge":5,"reason":"r"}                | percentge
            """)
    void whatIsWrongWithABodyIsNamedAndNothingIsChanged(String body, String field) throws Exception {
        HttpResponse<String> response = doors.put(DEBUG, body);

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"field\":\"" + field + "\"");
        assertThat(config.asked).isNull();
    }

    @Test
    void anUnknownMemberIsToldTheNearestAndABodyThatSetsNothingIsRefused() throws Exception {
        assertThat(doors.put(DEBUG, "{\"percentge\":5,\"reason\":\"r\"}").body())
                .contains("the nearest is percentage");
        assertThat(doors.put(DEBUG, "{\"reason\":\"r\"}").statusCode()).isEqualTo(422);
        assertThat(doors.put(DEBUG, "[]").statusCode()).isEqualTo(422);
        assertThat(doors.put(DEBUG, "{\"percentage\":1,\"percentage\":2,\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(doors.put(DEBUG, "{} {}").statusCode()).isEqualTo(400);
        assertThat(doors.put(DEBUG, "[".repeat(100_000)).statusCode()).isEqualTo(400);
        assertThat(config.asked).isNull();
    }

    @Test
    void anUnknownMemberThatIsNearNothingIsToldAllThatAreKnown() throws Exception {
        assertThat(doors.put(DEBUG, "{\"weather\":5,\"reason\":\"r\"}").body())
                .contains("known are adapters, enabled, percentage, persist, reason");
    }

    @Test
    void ofManyUnknownMembersTheFirstAreNamedAndTheRestIsCounted() throws Exception {
        String many =
                IntStream.range(0, 1000).mapToObj(i -> "\"k" + i + "\":1,").collect(Collectors.joining());
        HttpResponse<String> response = doors.put(DEBUG, "{" + many + "\"percentage\":5,\"reason\":\"r\"}");
        JsonArray errors = new JsonObject(response.body()).getJsonArray("errors");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(errors).hasSize(101);
        assertThat(errors.getJsonObject(100).getString("message")).startsWith("900 more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/routing/categories/nothing",
                "/routing/categories/debug.",
                "/routing/adapters/carrier-pigeon",
                "/flags/MONITORING_NOTHING",
                "/flags/port"
            })
    void whatIsNotThereCannotBeOverridden(String path) throws Exception {
        assertThat(doors.put(path, "{\"value\":1,\"reason\":\"r\"}").statusCode())
                .isEqualTo(404);
        assertThat(config.asked).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /routing/categories/nothing | no category of this name; known are critical, debug, performance, system
            /routing/adapters/pigeon    | no adapter of this name; known are realtime, websocket
            /flags/port                 | no flag of this name; known are MONITORING_ADAPTER_TYPE, MONITORING_BATCH_SIZE
            """)
    void whoAsksForWhatIsNotThereIsToldWhatIs(String path, String told) throws Exception {
        assertThat(doors.put(path, "{\"value\":1,\"reason\":\"r\"}").body()).contains(told);
    }

    @Test
    void aRuleThatWouldBreakIsNamedByTheMemberThatBreaksIt() throws Exception {
        config.answer = new SettingsReply.Invalid(List.of(
                new Problem(DEBUG_KEYS + "percentage", "101", "a number from 0 to 100"),
                new Problem("flags.MONITORING_DUAL_MODE", "true", "false")));
        HttpResponse<String> response = doors.put(DEBUG, "{\"percentage\":101,\"reason\":\"r\"}");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(response.body()).getJsonArray("errors").encode())
                .isEqualTo("[{\"field\":\"percentage\",\"message\":\"is 101; expected a number from 0 to 100\"},"
                        + "{\"field\":\"flags.MONITORING_DUAL_MODE\",\"message\":\"is true; expected false\"}]");
    }

    @Test
    void whatCannotBeKeptIsToBeTriedAgain() throws Exception {
        config.answer = new SettingsReply.NotKept("the disk is full");
        HttpResponse<String> response = doors.put(DEBUG, "{\"percentage\":1,\"reason\":\"r\"}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).contains("the disk is full");
    }

    @Test
    void whoMayOnlyReadChangesNothing() throws Exception {
        for (String path : List.of(DEBUG, "/routing/override", "/routing/adapters/websocket", "/flags/BATCH_SIZE")) {
            HttpRequest.Builder put = doors.request(path).PUT(BodyPublishers.noBody());
            assertThat(doors.send(put).statusCode()).isEqualTo(401);
            HttpResponse<String> forbidden = doors.send(put.header("apikey", "reader"));
            assertThat(forbidden.statusCode()).isEqualTo(403);
            assertThat(forbidden.body()).contains("it needs the role admin");
            assertThat(doors.send(doors.request(path).header("apikey", "reader").DELETE())
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(doors.keyless().get("/routing").statusCode()).isEqualTo(401);
        assertThat(doors.keyless().get("/audit").statusCode()).isEqualTo(401);
        assertThat(doors.keyless().get("/health/flags").statusCode()).isEqualTo(401);
        assertThat(config.asked).isNull();
    }

    @Test
    void aWrongMethodOrContentTypeIsRefused() throws Exception {
        HttpResponse<String> response = doors.get(DEBUG);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("PUT, DELETE");
        assertThat(doors.send(doors.request(DEBUG)
                                .header("apikey", "root")
                                .header("Content-Type", "application/jsonp")
                                .PUT(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(doors.put(DEBUG, " ".repeat(9 << 20)).statusCode()).isEqualTo(413);
    }
}
