package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.EventsAddress;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /events} and {@code crossfade.events}: what is taken, what is refused, and how that is said. */
class IntakeDoorVerticleTest {
    private static final String JSON = "application/json";
    private static final String NDJSON = "application/x-ndjson";
    private static final String GOOD = "{\"event_type\":\"a\",\"source\":\"s\",\"timestamp\":\"2026-01-01T00:00:00Z\"}";
    private static Doors doors;

    @BeforeAll
    static void open() {
        doors = Doors.open(TestSettings.yaml("""
                http: { max_body: 1MiB }
                ingest: { max_batch_events: 100, max_event_bytes: 64KiB }
                """));
    }

    @AfterAll
    static void close() {
        doors.close();
    }

    @Test
    void oneObjectIsAccepted() throws Exception {
        HttpResponse<String> response = doors.post(JSON, GOOD);
        assertThat(response.statusCode()).isEqualTo(202);
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getInteger("accepted")).isEqualTo(1);
        assertThat(body.getLong("first_sequence_id")).isEqualTo(body.getLong("last_sequence_id"));
        assertThat(body.getJsonArray("errors")).isEmpty();
    }

    @Test
    void sequenceIdsOfABatchAreContiguous() throws Exception {
        JsonObject body = accepted(doors.post(JSON, "[" + GOOD + "," + GOOD + "," + GOOD + "]"), 3);
        assertThat(body.getLong("last_sequence_id") - body.getLong("first_sequence_id"))
                .isEqualTo(2);
    }

    @Test
    void theGoodEventsOfAMixedBatchAreKept() throws Exception {
        String bad = "{\"event_type\":\"\"}";
        JsonObject body = accepted(doors.post(JSON, "[" + GOOD + "," + bad + ",7," + GOOD + "]"), 2);
        assertThat(body.getInteger("rejected")).isEqualTo(2);
        assertThat(error(body, 0).getInteger("index")).isEqualTo(1);
        assertThat(error(body, 0).getString("field")).isEqualTo("event_type");
        assertThat(error(body, 1).getInteger("index")).isEqualTo(2);
        assertThat(error(body, 1).getString("field")).isEmpty();
    }

    @Test
    void aBrokenLineIsOneRejectedEvent() throws Exception {
        JsonObject body = accepted(doors.post(NDJSON, GOOD + "\n{broken\n\n" + GOOD + "\n"), 2);
        assertThat(error(body, 0).getInteger("index")).isEqualTo(1);
    }

    @Test
    void gzipIsInflated() throws Exception {
        HttpResponse<String> response = doors.send(doors.request("/events")
                .header("Content-Type", NDJSON)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip(GOOD + "\n" + GOOD))));
        accepted(response, 2);
    }

    @Test
    void aPackedBodyThatBreaksOffIs400() throws Exception {
        byte[] whole = gzip((GOOD + "\n").repeat(100));
        problem(
                doors.send(doors.request("/events")
                        .header("Content-Type", NDJSON)
                        .header("Content-Encoding", "gzip")
                        .POST(BodyPublishers.ofByteArray(whole, 0, whole.length / 2))),
                400);
    }

    @Test
    void aBodyThatIsNotPackedAsItSaysIs400AndAnotherPackingIs415() throws Exception {
        problem(doors.send(packed("gzip", GOOD)), 400);
        problem(doors.send(packed("deflate", GOOD)), 400);
        problem(doors.send(packed("br", GOOD)), 415);
        accepted(doors.send(packed("identity", GOOD)), 1);
    }

    private static HttpRequest.Builder packed(String encoding, String body) {
        return doors.request("/events")
                .header("Content-Type", JSON)
                .header("Content-Encoding", encoding)
                .POST(BodyPublishers.ofString(body));
    }

    @Test
    void aBombIsRefusedBeforeItIsWhole() throws Exception {
        HttpResponse<String> response = doors.send(doors.request("/events")
                .header("Content-Type", JSON)
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip(" ".repeat(50 << 20)))));
        problem(response, 413);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "[", "{", "[{\"event_type\":\"a\"},]", "[{\"event_type\":\"a\"},{bad}]", "nonsense"})
    void aBodyThatDoesNotParseIs400(String body) throws Exception {
        problem(doors.post(JSON, body), 400);
    }

    @Test
    void linesOfWhichNoneParsesAre400() throws Exception {
        problem(doors.post(NDJSON, "one\ntwo"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml"})
    void anotherTypeIs415(String contentType) throws Exception {
        problem(doors.post(contentType, GOOD), 415);
    }

    @Test
    void tooLargeABodyIs413() throws Exception {
        problem(doors.post(JSON, "[" + " ".repeat(2 << 20) + "]"), 413);
    }

    @Test
    void tooManyEventsAre413AndNoneIsKept() throws Exception {
        long before = doors.log().stats().lastSequenceId();
        String batch = IntStream.range(0, 101).mapToObj(i -> GOOD).collect(Collectors.joining(",", "[", "]"));
        problem(doors.post(JSON, batch), 413);
        assertThat(doors.log().stats().lastSequenceId()).isEqualTo(before);
    }

    @Test
    void noneAcceptedIs422WithTheSameMembers() throws Exception {
        JsonObject body = problem(doors.post(JSON, "{\"event_type\":\"a\",\"id\":\"x\"}"), 422);
        assertThat(body.getInteger("accepted")).isZero();
        assertThat(body.getInteger("rejected")).isEqualTo(1);
        assertThat(body.getValue("first_sequence_id")).isNull();
        assertThat(error(body, 0).getString("field")).isEqualTo("id");
    }

    @Test
    void anEventThatIsSentAgainIsADuplicateOnEveryDoor() throws Exception {
        String known = GOOD.replace("{", "{\"id\":\"8a6e0804-2bd0-4672-b79d-d97027f9071a\",");
        accepted(doors.post(JSON, known), 1);
        JsonObject again = accepted(doors.post(NDJSON, known + "\n7\n" + known), 0);
        assertThat(again.getInteger("duplicates")).isEqualTo(2);
        assertThat(again.getInteger("rejected")).isEqualTo(1);
        assertThat(again.getValue("first_sequence_id")).isNull();
        assertThat(request(Buffer.buffer(known)).getInteger("duplicates")).isEqualTo(1);
        assertThat(request(Buffer.buffer("[" + known + ",7]")).getInteger("rejected"))
                .isEqualTo(1);
        JsonObject counters = new JsonObject(doors.get("/metrics/validation").body());
        assertThat(counters.getLong("duplicates")).isGreaterThanOrEqualTo(4);
    }

    @Test
    void anOversizedEventIsRejectedAlone() throws Exception {
        String large = "{\"event_type\":\"a\",\"source\":\"s\",\"data\":{\"t\":\"" + "x".repeat(70_000) + "\"}}";
        JsonObject body = accepted(doors.post(JSON, "[" + GOOD + "," + large + "]"), 1);
        assertThat(error(body, 0).getInteger("index")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"PUT,/events,'POST, GET, HEAD'", "DELETE,/health,'GET, HEAD'", "POST,/metrics/adapter,'GET, HEAD'"})
    void anotherMethodIs405WithAllow(String method, String path, String allow) throws Exception {
        HttpResponse<String> response = doors.send(doors.request(path).method(method, BodyPublishers.ofString("{}")));
        problem(response, 405);
        assertThat(response.headers().firstValue("Allow")).contains(allow);
    }

    @Test
    void anUnknownPathIs404() throws Exception {
        problem(doors.get("/nothing"), 404);
    }

    @Test
    void aForeignOriginMayNotPublish() throws Exception {
        HttpResponse<String> response = doors.send(doors.request("/events")
                .header("Content-Type", JSON)
                .header("Origin", "http://evil.example")
                .POST(BodyPublishers.ofString(GOOD)));
        problem(response, 403);
    }

    @Test
    void publishersOnTheBusAreAnsweredWithTheSameBody() {
        JsonObject event = new JsonObject(GOOD);
        assertThat(request(event).getInteger("accepted")).isEqualTo(1);
        assertThat(request(new JsonArray().add(event).add(event)).getInteger("accepted"))
                .isEqualTo(2);
        assertThat(request(Buffer.buffer(GOOD)).getInteger("accepted")).isEqualTo(1);
        assertThat(request(new JsonArray().add(event).add(7)).getInteger("rejected"))
                .isEqualTo(1);
    }

    @Test
    void refusalsOnTheBusCarryTheirCode() {
        assertThat(refusal("text")).isEqualTo(400);
        assertThat(refusal(Buffer.buffer("{"))).isEqualTo(400);
        assertThat(refusal(new JsonObject())).isEqualTo(400);
        JsonArray many = new JsonArray(IntStream.range(0, 101).boxed().toList());
        assertThat(refusal(many)).isEqualTo(413);
    }

    private static JsonObject request(Object body) {
        return doors.vertx()
                .eventBus()
                .<JsonObject>request(EventsAddress.ADDRESS, body)
                .await()
                .body();
    }

    private static int refusal(Object body) {
        return doors.vertx()
                .eventBus()
                .request(EventsAddress.ADDRESS, body)
                .map(answered -> 0)
                .otherwise(cause -> ((ReplyException) cause).failureCode())
                .await();
    }

    private static JsonObject accepted(HttpResponse<String> response, int events) {
        assertThat(response.statusCode()).isEqualTo(202);
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getInteger("accepted")).isEqualTo(events);
        return body;
    }

    private static JsonObject problem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getInteger("status")).isEqualTo(status);
        assertThat(body.getString("title")).isNotBlank();
        assertThat(body.getString("detail")).isNotBlank();
        return body;
    }

    private static JsonObject error(JsonObject body, int index) {
        return body.getJsonArray("errors").getJsonObject(index);
    }

    private static byte[] gzip(String text) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
