package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the doors tell of the database: {@code GET /metrics/persistence} and {@code GET /health/ready}. */
class PersistenceDoorVerticleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EVENT = "{\"event_type\":\"a\",\"source\":\"s\"}";

    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(TestSettings.defaults());
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void whatPersistenceToldLastIsShownWithWhatWaitsInTheLog() throws Exception {
        doors.post("application/json", "[" + EVENT + "," + EVENT + "]");
        Topics.PERSISTENCE_OBSERVED.publish(doors.vertx(), observed());

        JsonObject body = await("/metrics/persistence", answer -> answer.getLong("rows") == 500);

        assertThat(body.getJsonObject("breaker").getString("state")).isEqualTo("open");
        assertThat(body.getString("write_path")).isEqualTo("view");
        assertThat(body.getJsonObject("backlog").getLong("events")).isEqualTo(2);
        assertThat(body.getJsonObject("backlog").getLong("bytes")).isPositive();
        assertThat(body.getJsonObject("dead_letters").getLong("failed")).isEqualTo(3);
    }

    @Test
    void readinessTellsTheBreakerAndTheWritePathAndADeadDatabaseDoesNotMakeItUnready() throws Exception {
        Topics.PERSISTENCE_OBSERVED.publish(doors.vertx(), observed());

        JsonObject ready = await(
                "/health/ready", answer -> database(answer).getString("breaker").equals("open"));

        assertThat(ready.getString("status")).isEqualTo("ready");
        assertThat(database(ready).getString("write_path")).isEqualTo("view");
        assertThat(database(ready).getString("status")).isEqualTo("down");
    }

    @Test
    void onceTheDaemonStopsReadinessAndIntakeRefuseAndTheRestAnswers() throws Exception {
        Topics.STOPPING.publish(doors.vertx(), new Stopping());
        await("/health/ready", answer -> answer.getString("status").equals("not_ready"));

        HttpResponse<String> refused = doors.post("application/json", EVENT);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Connection")).contains("close");
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(doors.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(doors.get("/health").statusCode()).isEqualTo(200);
        assertThat(doors.get("/metrics/persistence").statusCode()).isEqualTo(200);
    }

    private static JsonObject database(JsonObject ready) {
        return ready.getJsonObject("components").getJsonObject("database");
    }

    private static PersistenceObserved observed() {
        return new PersistenceObserved(
                false,
                new PersistenceObserved.Breaker("database", BreakerState.OPEN, 5, 1, 0, 0),
                9,
                10,
                500,
                500,
                0,
                PersistenceObserved.Writes.NONE,
                new PersistenceObserved.MetricsFlushes(0, 0, 0, 0),
                "view",
                Map.of("failed", 3L),
                0,
                1,
                "gone",
                1);
    }

    private JsonObject await(String path, Predicate<JsonObject> wanted) {
        return Waiting.forThat(PATIENCE, () -> new JsonObject(doors.get(path).body()), wanted);
    }
}
