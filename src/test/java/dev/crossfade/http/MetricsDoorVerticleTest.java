package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is counted of events, as the doors show it, at once after they were accepted. */
class MetricsDoorVerticleTest {
    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(TestSettings.defaults());
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?window=minute", "?window=hour", "?window=day"})
    void whatWasAcceptedIsCountedBeforeTheNextQuestionIsAnswered(String query) throws Exception {
        for (int n = 1; n <= 5; n++) {
            publish("stats", "api", new JsonObject().put("n", n));
            JsonObject body = json("/metrics/validation" + query);
            assertThat(body.getLong("total_validations")).isEqualTo(n);
            assertThat(body.getJsonObject("by_event_type")
                            .getJsonObject("stats")
                            .getLong("passed_events"))
                    .isEqualTo(n);
        }
    }

    @Test
    void aTimeIsAskedForByItsBounds() throws Exception {
        publish("stats", "api", new JsonObject());
        Instant minute = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        String from = "?from=" + minute.minusSeconds(600);

        assertThat(json("/metrics/validation" + from).getLong("total_validations"))
                .isEqualTo(1);
        assertThat(json("/metrics/validation" + from + "&to=" + minute.minusSeconds(120))
                        .getLong("total_validations"))
                .isZero();
        assertThat(json("/metrics/adapter" + from).getString("from"))
                .startsWith(minute.minusSeconds(600).toString().substring(0, 16));
        assertThat(json("/metrics/adapter?window=hour").getString("window")).isEqualTo("hour");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "window=minute&from=2026-11-21T06:00:00Z",
                "to=2026-11-21T06:00:00Z",
                "from=2001-01-01T00:00:00Z",
                "from=9000-01-01T00:00:00Z",
                "from=yesterday",
                "window=week",
                "windows=hour"
            })
    void aTimeThatCannotBeToldOfIsRefused(String query) throws Exception {
        assertThat(doors.get("/metrics/validation?" + query).statusCode()).isEqualTo(400);
        assertThat(doors.get("/metrics/adapter?" + query).statusCode()).isEqualTo(400);
    }

    @Test
    void eventTypesComeAPageAtATimeWhereThatIsAskedFor() throws Exception {
        for (String type : List.of("b", "a c", "a", "d")) {
            publish(type, "api", new JsonObject());
        }
        List<String> types = new ArrayList<>();
        for (String path = "/metrics/validation?limit=3&window=day"; path != null; ) {
            JsonObject page = json(path);
            assertThat(page.getLong("total_validations")).isEqualTo(4);
            types.addAll(page.getJsonObject("by_event_type").fieldNames());
            path = page.getString("next");
        }
        assertThat(types).containsExactly("a", "a c", "b", "d");
        assertThat(json("/metrics/validation").getString("next")).isNull();
    }

    @Test
    void sourcesTellHowTheyAreDoing() throws Exception {
        publish("response_time", "api", new JsonObject().put("response_time_ms", 12.5));
        publish("error", "api", new JsonObject());
        publish("session_start", "web", new JsonObject().put("session_id", "s1"));

        JsonObject page = json("/metrics/sources?limit=1");
        JsonObject api = page.getJsonArray("items").getJsonObject(0);
        assertThat(api.getString("source")).isEqualTo("api");
        assertThat(api.getLong("events")).isEqualTo(2);
        assertThat(api.getDouble("error_rate")).isEqualTo(0.5);
        assertThat(api.getDouble("mean_response_time_ms")).isEqualTo(12.5);
        assertThat(api.getDouble("p95_response_time_ms")).isBetween(12.4, 12.6);
        assertThat(api.getString("state")).isEqualTo("active");
        assertThat(api.getInteger("health_score")).isEqualTo(50);
        assertThat(page.getInteger("health_score")).isEqualTo(66);
        assertThat(page.getJsonObject("sessions"))
                .isEqualTo(new JsonObject().put("total", 1).put("active", 1));
        assertThat(page.getJsonObject("sources"))
                .isEqualTo(new JsonObject().put("total", 2).put("active", 2));
        assertThat(page.getDouble("events_per_second")).isBetween(3 / 60.0, 3 / 55.0);
        JsonObject web = json(page.getString("next")).getJsonArray("items").getJsonObject(0);
        assertThat(web.getString("source")).isEqualTo("web");
        assertThat(web.getMap()).containsEntry("p95_response_time_ms", null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics/validation?window=week",
                "/metrics/validation?limit=0",
                "/metrics/sources?limit=x",
                "/metrics/sources?window=day"
            })
    void whatIsWrongWithTheQuestionIsNamed(String path) throws Exception {
        assertThat(doors.get(path).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics/persistence",
                "/metrics/parity",
                "/metrics/validation",
                "/metrics/adapter",
                "/metrics/sources"
            })
    void aParameterThatThereIsNotIsNamedByEveryFigure(String path) throws Exception {
        HttpResponse<String> refused = doors.get(path + "?since=monday&windo=hour&apikey=any");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(new JsonObject(refused.body()).getJsonArray("errors"))
                .isEqualTo(new JsonArray().add(unknown("since")).add(unknown("windo")));
    }

    private static JsonObject unknown(String field) {
        return new JsonObject().put("field", field).put("message", "is not a parameter of this resource");
    }

    @Test
    void aKeyInTheAddressIsAParameterOfEveryFigure() throws Exception {
        assertThat(doors.get("/metrics/persistence?apikey=any").statusCode()).isEqualTo(200);
    }

    private void publish(String type, String source, JsonObject data) throws Exception {
        JsonObject event =
                new JsonObject().put("event_type", type).put("source", source).put("data", data);
        assertThat(doors.post("application/json", new JsonArray().add(event).encode())
                        .statusCode())
                .isEqualTo(202);
    }

    private JsonObject json(String path) throws Exception {
        return new JsonObject(doors.get(path).body());
    }
}
