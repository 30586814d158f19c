package dev.crossfade.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StalledClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EVENT =
            "{\"event_type\":\"error\",\"source\":\"test\",\"data\":{\"text\":\"%s\"}}".formatted("x".repeat(100_000));
    private static final String EVENTS =
            IntStream.range(0, 50).mapToObj(n -> EVENT).collect(Collectors.joining(",", "[", "]"));

    @Test
    void theyTakeNothingUntilEventsAreSkippedAndAreGoneWhenTheyVanish() throws Exception {
        try (Doors doors = Doors.open(TestSettings.defaults());
                StalledClients clients = new StalledClients(doors.port())) {
            clients.stall(2);
            await(doors, "connections", 2);
            Waiting.forThat(PATIENCE, () -> skippedAfterMore(doors), skipped -> skipped > 0);
            clients.vanish();
            await(doors, "connections", 0);
        }
    }

    private static long skippedAfterMore(Doors doors) throws IOException, InterruptedException {
        assertThat(doors.post("application/json", EVENTS).statusCode()).isEqualTo(202);
        return websocket(doors).getLong("skipped");
    }

    private static void await(Doors doors, String name, long value) {
        Waiting.forThat(PATIENCE, () -> websocket(doors), adapter -> adapter.getLong(name) == value);
    }

    private static JsonObject websocket(Doors doors) throws IOException, InterruptedException {
        return new JsonObject(doors.get("/metrics/adapter").body())
                .getJsonObject("adapters")
                .getJsonObject("websocket");
    }
}
