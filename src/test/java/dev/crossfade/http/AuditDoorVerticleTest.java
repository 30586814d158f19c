package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.OptionalLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door at which the history of the settings is read. */
class AuditDoorVerticleTest {
    @AutoClose
    private final SettingsDoors doors = new SettingsDoors();

    private final PretendConfigVerticle config = doors.config();

    @Test
    void auditRowsComeInPagesWithTheFiltersAskedFor() throws Exception {
        HttpResponse<String> response =
                doors.get("/audit?actor=root&layer=override&key=dual_write&from=2026-11-21T00:00:00Z&limit=1");
        JsonObject body = new JsonObject(response.body());

        assertThat(config.auditAsked.actor()).contains("root");
        assertThat(config.auditAsked.layer()).contains("override");
        assertThat(config.auditAsked.key()).contains("dual_write");
        assertThat(config.auditAsked.from()).isPresent();
        assertThat(config.auditAsked.limit()).isEqualTo(1);
        assertThat(body.getJsonArray("items").getJsonObject(0).getJsonArray("new"))
                .containsExactly("websocket");
        assertThat(body.getJsonArray("items").getJsonObject(0).getString("change"))
                .isEqualTo("set");
        assertThat(body.getJsonArray("items").getJsonObject(0).containsKey("override_change"))
                .isFalse();
        String next = body.getString("next");
        assertThat(next).startsWith("/audit?actor=root&cursor=41&");
        assertThat(new JsonObject(doors.get(next).body()).getValue("next")).isNull();
        assertThat(config.auditAsked.before()).isEqualTo(OptionalLong.of(41));
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer=default", "limit=1001", "limit=0", "from=today", "cursor=-1", "user=x", "key=%00"})
    void aWrongAuditParameterIsNamed(String parameter) throws Exception {
        HttpResponse<String> response = doors.get("/audit?" + parameter);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + parameter.split("=", 2)[0] + "\"");
        assertThat(config.auditAsked).isNull();
    }
}
