package dev.crossfade.http;

import static dev.crossfade.http.SettingsDoors.DEBUG;
import static dev.crossfade.http.SettingsDoors.DEBUG_KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The doors at which operators override settings and drop their overrides again. */
class OverridesDoorVerticleTest {
    @AutoClose
    private final SettingsDoors doors = new SettingsDoors();

    private final PretendConfigVerticle config = doors.config();

    @Test
    void aCategoryIsSetInTheNameOfTheKeyThatWasShown() throws Exception {
        HttpResponse<String> response =
                doors.put(DEBUG, "{\"percentage\":12.5,\"adapters\":[\"realtime\"],\"reason\":\" try \"}");
        JsonObject body = new JsonObject(response.body());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("ETag")).contains("\"8\"");
        assertThat(config.asked.set())
                .isEqualTo(Map.of(DEBUG_KEYS + "percentage", 12.5, DEBUG_KEYS + "adapters", List.of("realtime")));
        assertThat(config.asked.actor()).isEqualTo("root");
        assertThat(config.asked.reason()).isEqualTo("try");
        assertThat(body.getJsonObject("old").getValue("percentage")).isEqualTo(0);
        assertThat(body.getJsonObject("new").getValue("percentage")).isEqualTo(12.5);
        assertThat(body.getJsonObject("new").getJsonArray("adapters")).isEqualTo(new JsonArray(List.of("realtime")));
        assertThat(body.getJsonObject("new").getValue("enabled")).isEqualTo(false);
        assertThat(body.getJsonArray("changes")).hasSize(2);
        assertThat(body.getJsonArray("needs_restart")).isEmpty();
    }

    @Test
    void aCategorysAnswerHasItsPlanAndSaysWhereItHasNoEffect() throws Exception {
        JsonObject none = new JsonObject(
                doors.put(DEBUG, "{\"percentage\":25,\"reason\":\"r\"}").body());
        JsonObject performance =
                new JsonObject(doors.put("/routing/categories/performance", "{\"percentage\":50,\"reason\":\"r\"}")
                        .body());

        assertThat(none.getJsonObject("plan").getString("rule")).isEqualTo("category_disabled");
        assertThat(none.getJsonArray("notes"))
                .containsExactly(
                        "enabled is false: its events go to websocket, whatever percentage and adapters say",
                        "has no adapters: enabled alone delivers nothing");
        assertThat(performance.getJsonObject("plan").encode())
                .isEqualTo("{\"adapters\":[\"websocket\"],\"percentage\":50,\"rule\":\"category\"}");
        assertThat(performance.getJsonArray("notes"))
                .containsExactly("adapters is websocket alone: the percentage makes no difference");
        assertThat(new JsonObject(doors.put("/routing/override", "{\"value\":null,\"reason\":\"r\"}")
                                .body())
                        .containsKey("plan"))
                .isFalse();
    }

    @Test
    void theEmergencyOverrideIsSetToNothingToo() throws Exception {
        JsonObject set =
                new JsonObject(doors.put("/routing/override", "{\"value\":\"websocket_only\",\"reason\":\"r\"}")
                        .body());
        assertThat(set.getValue("old")).isNull();
        assertThat(set.getValue("new")).isEqualTo("websocket_only");
        HttpResponse<String> none = doors.put("/routing/override", "{\"value\":null,\"reason\":\"r\"}");
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(config.asked.set()).containsEntry("dual_write.global_override", null);
    }

    @Test
    void anAdaptersLimitsAreSet() throws Exception {
        assertThat(doors.put("/routing/adapters/realtime", "{\"latency_threshold_ms\":90,\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(config.asked.set())
                .isEqualTo(Map.of("dual_write.adapter_health.realtime.latency_threshold_ms", 90L));
    }

    @Test
    void aFlagIsSetByItsFullOrItsShortName() throws Exception {
        for (String name : List.of("MONITORING_BATCH_SIZE", "BATCH_SIZE")) {
            assertThat(doors.put("/flags/" + name, "{\"value\":500,\"reason\":\"r\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(config.asked.set()).isEqualTo(Map.of("flags.MONITORING_BATCH_SIZE", 500L));
        }
        assertThat(doors.put("/flags/BATCH_SIZE", "{\"value\":\"500\",\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(doors.put("/flags/BATCH_SIZE", "{\"reason\":\"r\"}").body()).contains("\"field\":\"value\"");
    }

    @Test
    void deletingDropsTheOverridesOfAllItsKeysForAReasonInBodyOrQuery() throws Exception {
        assertThat(doors.send("DELETE", DEBUG + "?reason=over", "").statusCode())
                .isEqualTo(200);
        assertThat(config.asked.drop())
                .isEqualTo(Set.of(
                        DEBUG_KEYS + "enabled",
                        DEBUG_KEYS + "percentage",
                        DEBUG_KEYS + "adapters",
                        DEBUG_KEYS + "persist"));
        assertThat(config.asked.reason()).isEqualTo("over");
        assertThat(doors.send("DELETE", "/flags/MONITORING_BATCH_SIZE", "{\"reason\":\"b\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(config.asked.drop()).isEqualTo(Set.of("flags.MONITORING_BATCH_SIZE"));
        assertThat(doors.send("DELETE", "/flags?reason=over", "").statusCode()).isEqualTo(200);
        assertThat(config.asked.drop())
                .contains("flags.MONITORING_BATCH_SIZE", "flags.MONITORING_VALIDATION_STRICT")
                .allMatch(key -> key.startsWith("flags."));
        HttpResponse<String> without = doors.send("DELETE", DEBUG, "");
        assertThat(without.statusCode()).isEqualTo(422);
        assertThat(without.body()).contains("\"field\":\"reason\"");
    }

    @Test
    void theVersionThatAClientKnowsGuardsAgainstAnotherOperator() throws Exception {
        assertThat(putIf("\"7\"").statusCode()).isEqualTo(200);
        assertThat(config.asked.expectedVersion()).hasValue(7);
        HttpResponse<String> late = putIf("\"7\"");
        assertThat(late.statusCode()).isEqualTo(412);
        assertThat(late.headers().firstValue("ETag")).contains("\"8\"");
        assertThat(new JsonObject(late.body()).getLong("version")).isEqualTo(8);
        assertThat(putIf("*").statusCode()).isEqualTo(200);
        assertThat(config.asked.expectedVersion()).isEmpty();
        assertThat(putIf("\"3\", \"9\", W/\"1\"").statusCode()).isEqualTo(200);
    }

    @Test
    void aTagThatNoVersionHasNeverMatchesAndAMalformedOneIsRefused() throws Exception {
        assertThat(putIf("W/\"7\"").statusCode()).isEqualTo(412);
        assertThat(putIf("\"07\"").statusCode()).isEqualTo(412);
        assertThat(putIf("\"\"").statusCode()).isEqualTo(412);
        assertThat(putIf("7").statusCode()).isEqualTo(400);
        assertThat(putIf("\"7").statusCode()).isEqualTo(400);
        assertThat(putIf(",").statusCode()).isEqualTo(400);
        assertThat(config.asked).isNull();
    }

    private HttpResponse<String> putIf(String tags) throws Exception {
        return doors.send(doors.request("/flags/BATCH_SIZE")
                .header("apikey", "root")
                .header("Content-Type", "application/json")
                .header("If-Match", tags)
                .PUT(BodyPublishers.ofString("{\"value\":9,\"reason\":\"r\"}")));
    }
}
