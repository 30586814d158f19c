package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** The doors while the daemon goes down, and while its database is away. */
class StoppingDoorVerticleTest {
    private static final String EVENT = "{\"event_type\":\"a\",\"source\":\"s\"}";

    @Test
    void whileTheDaemonGoesDownItIsNotReadyAndTakesNothing() throws Exception {
        try (Doors doors = Doors.open(TestSettings.defaults())) {
            assertThat(doors.get("/health/ready").statusCode()).isEqualTo(200);
            Topics.STOPPING.publish(doors.vertx(), new Stopping());
            HttpResponse<String> refused = doors.post("application/json", EVENT);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.headers().firstValue("Connection")).contains("close");
            assertThat(doors.get("/health/ready").statusCode()).isEqualTo(503);
            assertThat(doors.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withoutADatabaseHistoryIsUnavailableAndEventsAreTaken() throws Exception {
        try (Doors doors = Doors.open(TestSettings.defaults())) {
            HttpResponse<String> history = doors.get("/events");
            assertThat(history.statusCode()).isEqualTo(503);
            assertThat(history.headers().firstValue("Retry-After")).isPresent();
            assertThat(history.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(doors.post("application/json", EVENT).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void aWrongParameterIsNamed() throws Exception {
        try (Doors doors = Doors.open(TestSettings.defaults())) {
            HttpResponse<String> history = doors.get("/events?limit=5000&from=yesterday");
            assertThat(history.statusCode()).isEqualTo(400);
            assertThat(history.body()).contains("\"field\":\"limit\"", "\"field\":\"from\"");
        }
    }
}
