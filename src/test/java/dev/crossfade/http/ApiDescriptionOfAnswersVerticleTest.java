package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Layer;
import dev.crossfade.config.Loaded;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.Problem;
import dev.crossfade.config.SettingChange;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers about settings and of what other parts know, beside what {@code /openapi.yaml} says of them. */
class ApiDescriptionOfAnswersVerticleTest {
    private static final Instant AT = Instant.parse("2026-11-21T06:00:00Z");

    private final PretendStoreVerticle store = new PretendStoreVerticle();
    private SettingsSnapshot first;
    private PretendConfigVerticle config;
    private Doors doors;
    private DescribedApi description;

    @BeforeEach
    void open() throws Exception {
        Loaded loaded =
                (Loaded) new SettingsReader(Path.of("data"), Map.of(), Map.of("http.port", "0")).read("test.yaml", """
                        alerts: {rules: [{name: dead_letters, enabled: false}]}
                        classification: {rules: [{type: sale, category: performance}]}
                        """);
        first = new SettingsSnapshot(7, AT, loaded.settings(), loaded.values());
        config = new PretendConfigVerticle(first);
        doors = Doors.open(first);
        doors.vertx().deployVerticle(config).await();
        doors.vertx().deployVerticle(store).await();
        description = DescribedApi.of(doors.get("/openapi.yaml").body());
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/events",
                "/metrics/summary",
                "/parity/mismatches",
                "/parity/windows",
                "/alerts",
                "/alerts/history",
                "/dead-letters",
                "/audit"
            })
    void aListIsAsItSaysWithARowAndWithout(String path) throws Exception {
        assertThat(rows(path)).hasSize(1);
        store.empty = true;
        config.unchanged = true;
        assertThat(rows(path)).isEmpty();
    }

    private JsonArray rows(String path) throws Exception {
        JsonObject answer = new JsonObject(judged("GET", path, path, "", 200).body());
        return answer.getJsonArray(path.equals("/events") ? "events" : "items");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dead-letters/statistics",
                "/metrics/parity",
                "/metrics/validation",
                "/metrics/sources",
                "/metrics/persistence",
                "/routing",
                "/flags/status",
                "/health",
                "/health/ready",
                "/health/flags"
            })
    void whatIsShownIsAsItSays(String path) throws Exception {
        judged("GET", path, path, "", 200);
        store.empty = true;
        judged("GET", path, path, "", 200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            PUT    | /routing/categories/{name}   | debug          | {"percentage":12.5,"adapters":["realtime"],"reason":"r"} | 200
            DELETE | /routing/categories/{name}   | debug          | {"reason":"r"}                                           | 200
            PUT    | /routing/categories/{name}   | debug          | {"percentage":"x","reason":"r"}                          | 422
            PUT    | /routing/categories/{name}   | none           | {"reason":"r"}                                           | 404
            PUT    | /routing/adapters/{name}     | realtime       | {"latency_threshold_ms":90.5,"reason":"r"}               | 200
            DELETE | /routing/adapters/{name}     | websocket      | {"reason":"r"}                                           | 200
            PUT    | /routing/override            | -              | {"value":"websocket_only","reason":"r"}                  | 200
            PUT    | /routing/override            | -              | {"value":null,"reason":"r"}                              | 200
            DELETE | /routing/override            | -              | {"reason":"r"}                                           | 200
            PUT    | /flags/{name}                | BATCH_SIZE     | {"value":500,"reason":"r"}                               | 200
            PUT    | /flags/{name}                | ADAPTER_TYPE   | {"value":"dual","reason":"r"}                            | 200
            DELETE | /flags/{name}                | USE_ADAPTER    | {"reason":"r"}                                           | 200
            DELETE | /flags                       | -              | {"reason":"r"}                                           | 200
            POST   | /routing/preview             | -              | {"flags":{"USE_ADAPTER":false},"events":10}              | 200
            POST   | /routing/preview             | -              | {"events":0}                                             | 422
            POST   | /ofrep/v1/evaluate/flags     | -              | {"context":{"targetingKey":"a"}}                         | 200
            POST   | /ofrep/v1/evaluate/flags     | -              | []                                                       | 400
            POST   | /ofrep/v1/evaluate/flags/{key} | MONITORING_BATCH_SIZE           | {}                                    | 200
            POST   | /ofrep/v1/evaluate/flags/{key} | dual_write.performance.percentage | {"context":{"targetingKey":"a"}}    | 200
            POST   | /ofrep/v1/evaluate/flags/{key} | nothing                         | {}                                    | 404
            POST   | /dead-letters/retry          | -              | {}                                                       | 200
            POST   | /dead-letters/cleanup        | -              | {"older_than":"30d"}                                     | 200
            POST   | /dead-letters/cleanup        | -              | {"older_than":"soon"}                                    | 422
            POST   | /dead-letters/{id}/retry     | 1              | {}                                                       | 200
            POST   | /dead-letters/{id}/discard   | 1              | {}                                                       | 200
            """)
    void whatBecomesOfAWishIsAsItSays(String method, String path, String name, String body, int status)
            throws Exception {
        judged(method, path, path.replaceAll("\\{.*}", name), body, status);
    }

    @Test
    void whatBecomesOfNothingIsAsItSays() throws Exception {
        store.empty = true;
        judged("POST", "/routing/preview", "/routing/preview", "{}", 200);
        judged("POST", "/dead-letters/retry", "/dead-letters/retry", "", 200);
        judged("POST", "/dead-letters/{id}/retry", "/dead-letters/1/retry", "", 404);
    }

    @Test
    void aReloadAndAnAlertRuleAreAsItSays() throws Exception {
        String rule = "alerts.rules.dead_letters.";
        config.answer = new SettingsReply.InForce(
                first,
                List.of(
                        new SettingChange(rule + "threshold", Layer.OVERRIDE, 1L, 2.5),
                        new SettingChange(rule + "labels", Layer.FILE, List.of(), List.of("team=web")),
                        new SettingChange("classification.rules", Layer.FILE, List.of(), loadedRules())),
                List.of("http.port"));
        judged("POST", "/config/reload", "/config/reload", "", 200);
        String wish = "{\"threshold\":2.5,\"labels\":{\"team\":\"web\"},\"reason\":\"r\"}";
        String known = judged("PUT", "/alerts/rules/{name}", "/alerts/rules/dead_letters", wish, 200)
                .body();
        assertThat(new JsonObject(known).getJsonObject("rule")).isNotNull();
        String gone = judged("DELETE", "/alerts/rules/{name}", "/alerts/rules/gone", "{\"reason\":\"r\"}", 200)
                .body();
        assertThat(new JsonObject(gone).getJsonObject("rule")).isNull();
        config.answer = new SettingsReply.Invalid(List.of(new Problem("http.port", "x", "a port")));
        judged("POST", "/config/reload", "/config/reload", "", 422);
    }

    private Object loadedRules() {
        return first.values().get("classification.rules").value();
    }

    @Test
    void whatIsWrongWithTheConfigurationIsAsItSays() throws Exception {
        Topics.CONFIG_OBSERVED.publish(
                doors.vertx(),
                new ConfigObserved(
                        first,
                        List.of(new Problem("flags.MONITORING_BATCH_SIZE", "none", "a whole number")),
                        Optional.of(AT),
                        1,
                        List.of("http.port"),
                        Map.of("dual_write.global_override", new OverrideEntry(null, false, "root", "try", AT)),
                        2,
                        true));
        until("/health/flags", body -> body.getString("health").equals("degraded"));
        until("/health/ready", body -> body.encode().contains("degraded"));
    }

    @Test
    void anOpenGuardAndACategoryThatWentBackAreAsItSays() throws Exception {
        GuardObserved.Guarded open = new GuardObserved.Guarded(
                GuardState.OPEN, 0, false, OptionalDouble.of(0.5), OptionalDouble.of(412.5), 3, "too slow");
        Topics.GUARD_OBSERVED.publish(
                doors.vertx(),
                new GuardObserved(Map.of(Adapter.REALTIME, open), Map.of(Category.SYSTEM, "too often"), AT));
        until("/routing", body -> !body.getJsonObject("rolled_back").isEmpty());
        judged("GET", "/metrics/adapter", "/metrics/adapter", "", 200);
    }

    @Test
    void aDaemonThatTakesNoMoreIsAsItSays() throws Exception {
        Topics.STOPPING.publish(doors.vertx(), new Stopping());
        until("/health/ready", body -> body.getString("status").equals("not_ready"));
    }

    @Test
    void aWholeHistoryIsAsItSaysLineByLine() throws Exception {
        Set<String> members = description.members("Event");
        HttpResponse<String> json = exported("application/x-ndjson");
        HttpResponse<String> csv = exported("text/csv");

        assertThat(description.describes("GET", "/events", json)).isTrue();
        assertThat(description.describes("GET", "/events", csv)).isTrue();
        assertThat(json.body().lines()).isNotEmpty();
        for (String event : json.body().lines().toList()) {
            assertThat(description.problems("Event", event)).isEmpty();
        }
        assertThat(csv.body().lines().findFirst().orElseThrow().split(","))
                .containsExactlyInAnyOrderElementsOf(members);
    }

    private HttpResponse<String> exported(String type) throws Exception {
        return doors.send(doors.request("/events").header("Accept", type).GET());
    }

    @Test
    void aWishThatIsNotAsItSaysIsFound() throws Exception {
        assertThat(description.wishProblems("POST", "/routing/preview", "{\"events\":0}"))
                .hasSize(1);
        assertThat(description.wishProblems("POST", "/routing/preview", "{\"evnts\":1}"))
                .hasSize(1);
        assertThat(description.wishProblems("POST", "/ofrep/v1/evaluate/flags", "{\"context\":{\"targetingKey\":1}}"))
                .hasSize(1);
    }

    @Test
    void anAnswerThatIsNotAsItSaysIsFound() throws Exception {
        HttpResponse<String> routing = doors.get("/routing");
        assertThat(description.problems("GET", "/health", routing)).isNotEmpty();
        assertThat(description.problems("GET", "/openapi.yaml", routing)).hasSize(1);
    }

    /** The server hears of what it is told a moment later; every answer until then is judged too. */
    private void until(String path, Predicate<JsonObject> fact) {
        Waiting.forThat(Duration.ofSeconds(10), () -> asDescribed(path), fact);
    }

    private JsonObject asDescribed(String path) throws Exception {
        HttpResponse<String> answer = doors.get(path);
        assertThat(description.problems("GET", path, answer)).isEmpty();
        return new JsonObject(answer.body());
    }

    private HttpResponse<String> judged(String method, String described, String path, String body, int status)
            throws Exception {
        HttpResponse<String> answer = doors.send(doors.request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(description.problems(method, described, answer)).isEmpty();
        if (status == 200 && !body.isEmpty()) {
            assertThat(description.wishProblems(method, described, body)).isEmpty();
        }
        return answer;
    }
}
