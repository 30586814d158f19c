package dev.crossfade.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Refusal;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The doors at their bounds: while the daemon goes down, without a database, with a full log, with too many callers. */
class BoundedDoorVerticleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EVENT = "{\"event_type\":\"a\",\"source\":\"s\"}";

    @Test
    void whileTheDaemonGoesDownItIsNotReadyAndTakesNothing() throws Exception {
        try (Doors doors = Doors.open(TestSettings.defaults())) {
            assertThat(doors.get("/health/ready").statusCode()).isEqualTo(200);
            Topics.STOPPING.publish(doors.vertx(), new Stopping());
            awaitNotReady(doors);
            HttpResponse<String> refused = doors.post("application/json", EVENT);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(refused.headers().firstValue("Connection")).contains("close");
            assertThat(doors.get("/health").statusCode()).isEqualTo(200);
        }
    }

    /** Its server hears of the stop a moment after it was told. */
    private static void awaitNotReady(Doors doors) {
        Waiting.forThat(PATIENCE, () -> doors.get("/health/ready").statusCode(), status -> status == 503);
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
    void aFullLogRefusesUntilThereIsRoomAgain() throws Exception {
        String batch = IntStream.range(0, 500)
                .mapToObj(i -> "{\"event_type\":\"a\",\"source\":\"s\",\"data\":{\"t\":\"" + "x".repeat(2_000) + "\"}}")
                .collect(Collectors.joining(",", "[", "]"));
        try (Doors doors = Doors.open(TestSettings.yaml("event_log: { max_bytes: 16MiB }"))) {
            int accepted = 0;
            HttpResponse<String> response = doors.post("application/json", batch);
            while (response.statusCode() == 202) {
                accepted++;
                response = doors.post("application/json", batch);
            }
            assertThat(accepted).isPositive();
            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).isPresent();
            assertThat(doors.log().stats().lastSequenceId()).isEqualTo(accepted * 500L);
            doors.log().checkpoint(doors.log().stats().endOffset());
            assertThat(doors.post("application/json", batch).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void aBodyThatIsRefusedBeforeTheIntakeSeesItIsToldOnceWithItsReason() throws Exception {
        List<Map<Refusal, Integer>> told = new CopyOnWriteArrayList<>();
        HttpBounds bounds = new HttpBounds(new AtomicInteger(), new ByteBudget(600_000), new ByteBudget(1_000_000));
        try (Doors doors = Doors.open(TestSettings.yaml("http: { max_body: 512KiB }"), bounds)) {
            Topics.INTAKE_OBSERVED.listen(doors.vertx(), observed -> told.add(observed.refused()));
            assertThat(doors.post("text/plain", EVENT).statusCode()).isEqualTo(415);
            assertThat(doors.post("application/json", "x".repeat(550_000)).statusCode())
                    .isEqualTo(413);
            assertThat(doors.post("application/json", "{").statusCode()).isEqualTo(400);
            assertThat(doors.post("application/json", EVENT).statusCode()).isEqualTo(202);
            awaitSize(told, 4);
        }
        assertThat(told.get(0)).isEqualTo(Map.of(Refusal.UNREADABLE, 1));
        assertThat(told.get(1)).isEqualTo(Map.of(Refusal.TOO_LARGE, 1));
        assertThat(told.get(2)).isEqualTo(Map.of(Refusal.UNREADABLE, 1));
        assertThat(told.get(3)).isEqualTo(Map.of());
        assertThat(told).hasSize(4);
    }

    @Test
    void aBodyForWhichThereIsNoRoomIsToldAsOverload() throws Exception {
        List<Map<Refusal, Integer>> told = new CopyOnWriteArrayList<>();
        HttpBounds bounds = new HttpBounds(new AtomicInteger(), new ByteBudget(10), new ByteBudget(1_000_000));
        try (Doors doors = Doors.open(TestSettings.defaults(), bounds)) {
            Topics.INTAKE_OBSERVED.listen(doors.vertx(), observed -> told.add(observed.refused()));
            assertThat(doors.post("application/json", EVENT).statusCode()).isEqualTo(503);
            awaitSize(told, 1);
        }
        assertThat(told).containsExactly(Map.of(Refusal.OVERLOADED, 1));
    }

    private static void awaitSize(List<?> list, int size) {
        Waiting.forThat(PATIENCE, () -> list, all -> all.size() >= size);
    }

    @Test
    void bodiesShareABudgetAndGiveBackWhatTheyTook() throws Exception {
        HttpBounds bounds = new HttpBounds(new AtomicInteger(), new ByteBudget(1_000), new ByteBudget(1_000_000));
        try (Doors doors = Doors.open(TestSettings.defaults(), bounds)) {
            String padded = EVENT + " ".repeat(600);
            for (int i = 0; i < 20; i++) {
                assertThat(doors.post("application/json", padded).statusCode()).isEqualTo(202);
            }
            HttpResponse<String> refused = doors.post("application/json", padded + " ".repeat(600));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(doors.post("application/json", padded).statusCode()).isEqualTo(202);
        }
    }

    @Test
    void aConnectionOverTheBoundIsClosedAndTheOthersStay() throws Exception {
        try (Doors doors = Doors.open(TestSettings.yaml("http: { max_connections: 1 }"));
                Socket first = new Socket(InetAddress.getLoopbackAddress(), doors.port());
                Socket second = new Socket(InetAddress.getLoopbackAddress(), doors.port())) {
            second.setSoTimeout(10_000);
            assertThat(second.getInputStream().read()).isEqualTo(-1);
            first.setSoTimeout(10_000);
            first.getOutputStream().write("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            assertThat(first.getInputStream().readNBytes(12)).asString(UTF_8).isEqualTo("HTTP/1.1 200");
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
