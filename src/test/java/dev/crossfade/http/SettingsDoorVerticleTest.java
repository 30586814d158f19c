package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Layer;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.testkit.Doors;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors that show and change the settings, with a small keeper of overrides behind them; version 7 is in force. */
class SettingsDoorVerticleTest {
    private static final String DEBUG = "/routing/categories/debug";
    private static final String DEBUG_KEYS = "dual_write.categories.debug.";

    private Doors doors;
    private PretendConfigVerticle config;
    private SettingsSnapshot first;

    @BeforeEach
    void open() {
        first = PretendConfigVerticle.first("""
                auth:
                  mode: keys
                  keys:
                    - name: reader
                      roles: [read]
                      sha256: 3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30
                    - name: root
                      roles: [admin]
                      sha256: 4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2
                http: { allowed_origins: ["https://ops.example"] }
                dual_write:
                  circuit_breaker_recovery_time_s: 0.5
                  adapter_health: { websocket: { latency_threshold_ms: 1.25 } }
                """);
        doors = Doors.open(first);
        config = new PretendConfigVerticle(first);
        doors.vertx().deployVerticle(config).await();
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void routingShowsTheSeedsShapeTheSourcesAndThePlanAndLosesNoFraction() throws Exception {
        HttpResponse<String> response = get("/routing");
        JsonObject body = new JsonObject(response.body());
        JsonObject dualWrite = body.getJsonObject("dual_write");

        assertThat(response.headers().firstValue("ETag")).contains("\"7\"");
        assertThat(dualWrite.getDouble("circuit_breaker_recovery_time_s")).isEqualTo(0.5);
        assertThat(dualWrite
                        .getJsonObject("adapter_health")
                        .getJsonObject("websocket")
                        .getDouble("latency_threshold_ms"))
                .isEqualTo(1.25);
        assertThat(dualWrite.containsKey("global_override")).isTrue();
        assertThat(body.getJsonObject("sources").getString("categories.performance.percentage"))
                .isEqualTo("default");
        assertThat(body.getJsonObject("plan").getJsonObject("performance").encode())
                .isEqualTo("{\"adapters\":[\"websocket\"],\"percentage\":50,\"rule\":\"category\"}");
        assertThat(body.getLong("version")).isEqualTo(7);
        assertThat(body.getString("timestamp")).endsWith("Z");
    }

    @Test
    void routingShowsWhatTheGuardLeavesInItAndWhatIsSetBack() throws Exception {
        JsonObject before = new JsonObject(get("/routing").body());
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
        return new JsonObject(put(path, wish).body()).getJsonArray("notes");
    }

    /** The server hears of it a moment after it was told. */
    private JsonObject routingWithAnOpenGuard() throws Exception {
        GuardObserved.Guarded open = new GuardObserved.Guarded(
                GuardState.OPEN, 0, false, OptionalDouble.empty(), OptionalDouble.of(412.5), 3, "too slow");
        Topics.GUARD_OBSERVED.publish(
                doors.vertx(),
                new GuardObserved(Map.of(Adapter.REALTIME, open), Map.of(Category.SYSTEM, "too often"), Instant.EPOCH));
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (true) {
            JsonObject body = new JsonObject(get("/routing").body());
            JsonObject realtime = body.getJsonObject("guards").getJsonObject("realtime");
            if (realtime.getString("state").equals("open") || System.nanoTime() > end) {
                return body;
            }
        }
    }

    @Test
    void aCategoryIsSetInTheNameOfTheKeyThatWasShown() throws Exception {
        HttpResponse<String> response =
                put(DEBUG, "{\"percentage\":12.5,\"adapters\":[\"realtime\"],\"reason\":\" try \"}");
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
                put(DEBUG, "{\"percentage\":25,\"reason\":\"r\"}").body());
        JsonObject performance =
                new JsonObject(put("/routing/categories/performance", "{\"percentage\":50,\"reason\":\"r\"}")
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
        assertThat(new JsonObject(put("/routing/override", "{\"value\":null,\"reason\":\"r\"}")
                                .body())
                        .containsKey("plan"))
                .isFalse();
    }

    @Test
    void ofManyUnknownMembersTheFirstAreNamedAndTheRestIsCounted() throws Exception {
        String many =
                IntStream.range(0, 1000).mapToObj(i -> "\"k" + i + "\":1,").collect(Collectors.joining());
        HttpResponse<String> response = put(DEBUG, "{" + many + "\"percentage\":5,\"reason\":\"r\"}");
        JsonArray errors = new JsonObject(response.body()).getJsonArray("errors");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(errors).hasSize(101);
        assertThat(errors.getJsonObject(100).getString("message")).startsWith("900 more");
    }

    @Test
    void theEmergencyOverrideIsSetToNothingToo() throws Exception {
        JsonObject set = new JsonObject(put("/routing/override", "{\"value\":\"websocket_only\",\"reason\":\"r\"}")
                .body());
        assertThat(set.getValue("old")).isNull();
        assertThat(set.getValue("new")).isEqualTo("websocket_only");
        HttpResponse<String> none = put("/routing/override", "{\"value\":null,\"reason\":\"r\"}");
        assertThat(none.statusCode()).isEqualTo(200);
        assertThat(config.asked.set()).containsEntry("dual_write.global_override", null);
    }

    @Test
    void anAdaptersLimitsAreSet() throws Exception {
        assertThat(put("/routing/adapters/realtime", "{\"latency_threshold_ms\":90,\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(config.asked.set())
                .isEqualTo(Map.of("dual_write.adapter_health.realtime.latency_threshold_ms", 90L));
    }

    @Test
    void deletingDropsTheOverridesOfAllItsKeysForAReasonInBodyOrQuery() throws Exception {
        assertThat(send("DELETE", DEBUG + "?reason=over", "").statusCode()).isEqualTo(200);
        assertThat(config.asked.drop())
                .isEqualTo(Set.of(
                        DEBUG_KEYS + "enabled",
                        DEBUG_KEYS + "percentage",
                        DEBUG_KEYS + "adapters",
                        DEBUG_KEYS + "persist"));
        assertThat(config.asked.reason()).isEqualTo("over");
        assertThat(send("DELETE", "/flags/MONITORING_BATCH_SIZE", "{\"reason\":\"b\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(config.asked.drop()).isEqualTo(Set.of("flags.MONITORING_BATCH_SIZE"));
        assertThat(send("DELETE", "/flags?reason=over", "").statusCode()).isEqualTo(200);
        assertThat(config.asked.drop())
                .contains("flags.MONITORING_BATCH_SIZE", "flags.MONITORING_VALIDATION_STRICT")
                .allMatch(key -> key.startsWith("flags."));
        HttpResponse<String> without = send("DELETE", DEBUG, "");
        assertThat(without.statusCode()).isEqualTo(422);
        assertThat(without.body()).contains("\"field\":\"reason\"");
    }

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
        HttpResponse<String> response = put(DEBUG, body);

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"field\":\"" + field + "\"");
        assertThat(config.asked).isNull();
    }

    @Test
    void anUnknownMemberIsToldTheNearestAndABodyThatSetsNothingIsRefused() throws Exception {
        assertThat(put(DEBUG, "{\"percentge\":5,\"reason\":\"r\"}").body()).contains("the nearest is percentage");
        assertThat(put(DEBUG, "{\"reason\":\"r\"}").statusCode()).isEqualTo(422);
        assertThat(put(DEBUG, "[]").statusCode()).isEqualTo(422);
        assertThat(put(DEBUG, "{\"percentage\":1,\"percentage\":2,\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(put(DEBUG, "{} {}").statusCode()).isEqualTo(400);
        assertThat(put(DEBUG, "[".repeat(100_000)).statusCode()).isEqualTo(400);
        assertThat(config.asked).isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /routing/categories/nothing | no category of this name; known are critical, debug, performance, system
            /routing/adapters/pigeon    | no adapter of this name; known are realtime, websocket
            /flags/port                 | no flag of this name; known are MONITORING_ADAPTER_TYPE, MONITORING_BATCH_SIZE
            """)
    void whoAsksForWhatIsNotThereIsToldWhatIs(String path, String told) throws Exception {
        assertThat(put(path, "{\"value\":1,\"reason\":\"r\"}").body()).contains(told);
    }

    @Test
    void anUnknownMemberThatIsNearNothingIsToldAllThatAreKnown() throws Exception {
        assertThat(put(DEBUG, "{\"weather\":5,\"reason\":\"r\"}").body())
                .contains("known are adapters, enabled, percentage, persist, reason");
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
        assertThat(put(path, "{\"value\":1,\"reason\":\"r\"}").statusCode()).isEqualTo(404);
        assertThat(config.asked).isNull();
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

    @Test
    void aRuleThatWouldBreakIsNamedByTheMemberThatBreaksIt() throws Exception {
        config.answer = new SettingsReply.Invalid(List.of(
                new Problem(DEBUG_KEYS + "percentage", "101", "a number from 0 to 100"),
                new Problem("flags.MONITORING_DUAL_MODE", "true", "false")));
        HttpResponse<String> response = put(DEBUG, "{\"percentage\":101,\"reason\":\"r\"}");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(new JsonObject(response.body()).getJsonArray("errors").encode())
                .isEqualTo("[{\"field\":\"percentage\",\"message\":\"is 101; expected a number from 0 to 100\"},"
                        + "{\"field\":\"flags.MONITORING_DUAL_MODE\",\"message\":\"is true; expected false\"}]");
    }

    @Test
    void whatCannotBeKeptIsToBeTriedAgain() throws Exception {
        config.answer = new SettingsReply.NotKept("the disk is full");
        HttpResponse<String> response = put(DEBUG, "{\"percentage\":1,\"reason\":\"r\"}");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(response.body()).contains("the disk is full");
    }

    @Test
    void flagsAreShownWithTheirSourcesAndOnceMoreFlat() throws Exception {
        JsonObject body = new JsonObject(get("/flags/status").body());

        assertThat(body.getJsonObject("flags").getInteger("MONITORING_BATCH_SIZE"))
                .isEqualTo(1000);
        assertThat(body.getInteger("MONITORING_BATCH_SIZE")).isEqualTo(1000);
        assertThat(body.getJsonObject("sources").getString("MONITORING_VALIDATION_STRICT"))
                .isEqualTo("file");
        assertThat(body.getLong("version")).isEqualTo(7);
    }

    @Test
    void aFlagIsSetByItsFullOrItsShortName() throws Exception {
        for (String name : List.of("MONITORING_BATCH_SIZE", "BATCH_SIZE")) {
            assertThat(put("/flags/" + name, "{\"value\":500,\"reason\":\"r\"}").statusCode())
                    .isEqualTo(200);
            assertThat(config.asked.set()).isEqualTo(Map.of("flags.MONITORING_BATCH_SIZE", 500L));
        }
        assertThat(put("/flags/BATCH_SIZE", "{\"value\":\"500\",\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(put("/flags/BATCH_SIZE", "{\"reason\":\"r\"}").body()).contains("\"field\":\"value\"");
    }

    @Test
    void whatIsWrittenAndNotInForceMakesTheConfigurationDegradedAndReadyAllTheSame() throws Exception {
        assertThat(new JsonObject(get("/health/flags").body()).getString("health"))
                .isEqualTo("healthy");
        Topics.CONFIG_OBSERVED.publish(
                doors.vertx(),
                new ConfigObserved(
                        first,
                        List.of(new Problem("flags.MONITORING_BATCH_SIZE", "none", "a whole number")),
                        Optional.of(PretendConfigVerticle.MADE),
                        1,
                        List.of("http.port"),
                        Map.of(
                                DEBUG_KEYS + "adapters",
                                new OverrideEntry(
                                        List.of("realtime"), false, "root", "try", PretendConfigVerticle.MADE)),
                        2,
                        true));
        HttpResponse<String> response = awaitHealth("degraded");
        JsonObject body = new JsonObject(response.body());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(body.getString("health")).isEqualTo("degraded");
        assertThat(body.getJsonArray("issues"))
                .extracting(issue -> ((JsonObject) issue).getString("path"))
                .containsExactly("flags.MONITORING_BATCH_SIZE", "http.port", "audit", "data directory");
        assertThat(body.getJsonArray("issues").getJsonObject(0).getString("value"))
                .isEqualTo("none");
        assertThat(body.getJsonArray("issues").getJsonObject(1).getString("value"))
                .isEqualTo("0");
        assertThat(body.getJsonArray("issues"))
                .extracting(issue -> ((JsonObject) issue).getString("kind"))
                .containsExactly("rejected", "needs_restart", "unaudited", "unwritten");
        assertThat(body.getJsonArray("issues").getJsonObject(0).getString("since"))
                .isEqualTo("2026-11-21T06:00:00.000000Z");
        assertThat(body.getJsonArray("overrides").encode())
                .isEqualTo("[{\"key\":\"" + DEBUG_KEYS + "adapters\",\"value\":[\"realtime\"],\"actor\":\"root\","
                        + "\"reason\":\"try\",\"at\":\"2026-11-21T06:00:00.000000Z\"}]");
        JsonObject component = new JsonObject(doors.get("/health/ready").body())
                .getJsonObject("components")
                .getJsonObject("config");
        assertThat(component.getString("status")).isEqualTo("degraded");
        assertThat(component.getString("problem")).contains("rejected").doesNotContain("BATCH_SIZE");
        assertThat(doors.get("/health/ready").statusCode()).isEqualTo(200);
    }

    @Test
    void theVersionInForceIsToldWithItsTimeAndWhetherTheKeyMayChangeIt() throws Exception {
        JsonObject toReader = new JsonObject(get("/health/flags").body());
        JsonObject toRoot =
                new JsonObject(doors.send(doors.request("/health/flags").header("apikey", "root"))
                        .body());

        assertThat(toReader.getLong("version")).isEqualTo(7);
        assertThat(toReader.getString("since")).isEqualTo("2026-11-21T06:00:00.000000Z");
        assertThat(toReader.getJsonArray("overrides")).isEmpty();
        assertThat(toReader.getBoolean("may_change")).isFalse();
        assertThat(toRoot.getBoolean("may_change")).isTrue();
    }

    @Test
    void aReloadSaysWhatChangedOrWhatWasRejected() throws Exception {
        config.answer = new SettingsReply.InForce(
                first,
                List.of(new SettingChange(DEBUG_KEYS + "adapters", Layer.FILE, List.of(), List.of("realtime"))),
                List.of("http.port"));
        HttpResponse<String> done = send("POST", "/config/reload", "");
        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body())
                .isEqualTo("{\"version\":7,\"changes\":[{\"key\":\"" + DEBUG_KEYS
                        + "adapters\",\"old\":[],\"new\":[\"realtime\"],\"source\":\"file\"}],"
                        + "\"needs_restart\":[\"http.port\"]}");
        config.answer = new SettingsReply.Invalid(List.of(new Problem("http.port", "x", "a port")));
        HttpResponse<String> rejected = send("POST", "/config/reload", "");
        assertThat(rejected.statusCode()).isEqualTo(422);
        assertThat(rejected.body()).contains("\"field\":\"http.port\"");
        config.answer = new SettingsReply.Invalid(List.of(new Problem("/c.yaml", "not found", "a file that exists")));
        assertThat(send("POST", "/config/reload", "").body())
                .contains("/c.yaml is not found; expected a file that exists; nothing has changed");
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
        assertThat(doors.get("/routing").statusCode()).isEqualTo(401);
        assertThat(doors.get("/audit").statusCode()).isEqualTo(401);
        assertThat(doors.get("/health/flags").statusCode()).isEqualTo(401);
        assertThat(config.asked).isNull();
    }

    @Test
    void aWrongMethodOrContentTypeIsRefused() throws Exception {
        HttpResponse<String> response = get(DEBUG);
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("PUT, DELETE");
        assertThat(doors.send(doors.request(DEBUG)
                                .header("apikey", "root")
                                .header("Content-Type", "application/jsonp")
                                .PUT(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(put(DEBUG, " ".repeat(9 << 20)).statusCode()).isEqualTo(413);
    }

    @Test
    void auditRowsComeInPagesWithTheFiltersAskedFor() throws Exception {
        HttpResponse<String> response =
                get("/audit?actor=root&layer=override&key=dual_write&from=2026-11-21T00:00:00Z&limit=1");
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
        assertThat(new JsonObject(get(next).body()).getValue("next")).isNull();
        assertThat(config.auditAsked.before()).isEqualTo(OptionalLong.of(41));
    }

    @ParameterizedTest
    @ValueSource(strings = {"layer=default", "limit=1001", "limit=0", "from=today", "cursor=-1", "user=x", "key=%00"})
    void aWrongAuditParameterIsNamed(String parameter) throws Exception {
        HttpResponse<String> response = get("/audit?" + parameter);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + parameter.split("=", 2)[0] + "\"");
        assertThat(config.auditAsked).isNull();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return doors.send(doors.request(path).header("apikey", "reader"));
    }

    private HttpResponse<String> awaitHealth(String health) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        HttpResponse<String> response = get("/health/flags");
        while (!response.body().contains(health) && System.nanoTime() < deadline) {
            response = get("/health/flags");
        }
        return response;
    }

    private HttpResponse<String> put(String path, String body) throws Exception {
        return send("PUT", path, body);
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return doors.send(doors.request(path)
                .header("apikey", "root")
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> putIf(String tags) throws Exception {
        return doors.send(doors.request("/flags/BATCH_SIZE")
                .header("apikey", "root")
                .header("Content-Type", "application/json")
                .header("If-Match", tags)
                .PUT(BodyPublishers.ofString("{\"value\":9,\"reason\":\"r\"}")));
    }
}
