package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.Topics;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What the guard takes out of routing, as the doors of the settings tell it. */
class GuardedRoutingVerticleTest {
    @AutoClose
    private final SettingsDoors doors = new SettingsDoors();

    private final PretendConfigVerticle config = doors.config();

    @Test
    void routingShowsWhatTheGuardLeavesInItAndWhatIsSetBack() throws Exception {
        JsonObject before = new JsonObject(doors.get("/routing").body());
        assertThat(before.getJsonObject("guards").getJsonObject("realtime").getString("state"))
                .isEqualTo("closed");
        assertThat(before.getJsonObject("rolled_back")).isEmpty();
        JsonObject body = routingWithAnOpenGuard();
        assertThat(body.getJsonObject("guards").getJsonObject("realtime").encode())
                .isEqualTo("{\"state\":\"open\",\"share\":0.0,\"trips\":3,\"reason\":\"too slow\",\"error_rate\":null,"
                        + "\"p95_ms\":412.5}");
        assertThat(body.getJsonObject("rolled_back").getString("system")).isEqualTo("too often");
    }

    @Test
    void whoSetsARouteIsToldWhatTheGuardTakesOutOfIt() throws Exception {
        String note = "the guard has taken realtime out for now: what it does not get goes over websocket instead";
        routingWithAnOpenGuard();

        assertThat(notesOnceInForce(
                        "/routing/override",
                        "{\"value\":\"realtime_only\",\"reason\":\"r\"}",
                        "dual_write: {global_override: realtime_only}"))
                .containsExactly(note);
        assertThat(notesOnceInForce("/routing/override", "{\"value\":null,\"reason\":\"r\"}", "{}"))
                .isEmpty();
        assertThat(notesOnceInForce(
                        "/routing/categories/debug",
                        "{\"adapters\":[\"realtime\"],\"reason\":\"r\"}",
                        "dual_write: {categories: {debug: {enabled: true, adapters: [realtime], percentage: 50}}}"))
                .containsExactly(note);
    }

    private JsonArray notesOnceInForce(String path, String wish, String yaml) throws Exception {
        config.answer = new SettingsReply.InForce(PretendConfigVerticle.first(yaml), List.of(), List.of());
        return new JsonObject(doors.put(path, wish).body()).getJsonArray("notes");
    }

    /** The server hears of it a moment after it was told. */
    private JsonObject routingWithAnOpenGuard() {
        GuardObserved.Guarded open = new GuardObserved.Guarded(
                GuardState.OPEN, 0, false, OptionalDouble.empty(), OptionalDouble.of(412.5), 3, "too slow");
        Topics.GUARD_OBSERVED.publish(
                doors.vertx(),
                new GuardObserved(Map.of(Adapter.REALTIME, open), Map.of(Category.SYSTEM, "too often"), Instant.EPOCH));
        return Waiting.forThat(
                Duration.ofSeconds(10),
                () -> new JsonObject(doors.get("/routing").body()),
                body -> body.getJsonObject("guards")
                        .getJsonObject("realtime")
                        .getString("state")
                        .equals("open"));
    }
}
