package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.FlushSettled;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.MetricsFlushJson;
import dev.crossfade.bus.Topics;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.NoteRecord;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code POST /metrics/flush}; the test is what stores what lies in the log. */
class FlushDoorVerticleTest {
    private static final String ROOT = "4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2";
    private static final String READER = "3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30";
    private static final String SETTINGS = """
            auth:
              mode: keys
              keys:
                - { name: reader, roles: [read], sha256: %s }
                - { name: root, roles: [ingest, admin], sha256: %s }
            flags:
              MONITORING_METRICS_PERSISTENCE: %s
              MONITORING_TIMEOUT_MS: %d
            """;
    private static final String EVENTS = """
            [{"event_type": "a", "source": "s"}, {"event_type": "a", "source": "s"}, {"event_type": "b"}]""";

    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(TestSettings.yaml(SETTINGS.formatted(READER, ROOT, true, 5_000)));
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void itAnswersHowManyRowsWereStoredAndWhen() throws Exception {
        storeWhatComes(true);
        Instant before = Instant.now();
        publish();

        HttpResponse<String> response = flush("root");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonObject body = new JsonObject(response.body());
        assertThat(body.fieldNames()).containsExactlyInAnyOrder("flushed", "flushed_records", "timestamp");
        assertThat(body.getBoolean("flushed")).isTrue();
        assertThat(body.getInteger("flushed_records")).isEqualTo(2);
        assertThat(Instant.parse(body.getString("timestamp"))).isBetween(before.minusMillis(1), Instant.now());
        assertThat(new JsonObject(flush("root").body()).getInteger("flushed_records"))
                .isZero();
    }

    @Test
    void aDatabaseThatDoesNotTakeThemInTimeIsToldAndThatTheyAreKept() throws Exception {
        doors.change(TestSettings.yaml(SETTINGS.formatted(READER, ROOT, true, 20)));
        publish();

        HttpResponse<String> response = flush("root");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
        assertThat(new JsonObject(response.body()).getString("detail")).contains("in time", "will be stored");
        assertThat(doors.log().stats().endOffset()).isEqualTo(4);
    }

    @Test
    void metricsThatTheDatabaseRefusesAreToldToBeSo() throws Exception {
        storeWhatComes(false);
        publish();

        HttpResponse<String> response = flush("root");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
        assertThat(response.body()).contains("refuses");
    }

    @Test
    void persistenceThatIsOffIsNamedAndNothingIsWritten() throws Exception {
        doors.change(TestSettings.yaml(SETTINGS.formatted(READER, ROOT, false, 5_000)));
        publish();

        HttpResponse<String> response = flush("root");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isEmpty();
        assertThat(response.body()).contains("MONITORING_METRICS_PERSISTENCE");
        assertThat(doors.log().stats().endOffset()).isEqualTo(3);
    }

    @Test
    void whoMayOnlyReadMayNotFlush() throws Exception {
        publish();

        assertThat(flush("reader").statusCode()).isEqualTo(403);
        assertThat(doors.log().stats().endOffset()).isEqualTo(3);
    }

    @Test
    void aParameterThatThereIsNotIsNamedAndNothingIsWritten() throws Exception {
        storeWhatComes(true);
        publish();

        HttpResponse<String> response = flush("root", "?dry_run=true");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(response.body()).getJsonArray("errors").getJsonObject(0))
                .isEqualTo(
                        new JsonObject().put("field", "dry_run").put("message", "is not a parameter of this resource"));
        assertThat(doors.log().stats().endOffset()).isEqualTo(3);
        assertThat(flush("reader", "?dry_run=true").statusCode()).isEqualTo(403);
    }

    /** As persistence does, for every flush that the log gets. */
    private void storeWhatComes(boolean well) {
        Topics.LOG_ADVANCED.listen(doors.vertx(), advanced -> store(advanced, well));
    }

    private void store(LogAdvanced advanced, boolean well) {
        for (LogRecord record : doors.log()
                .read(advanced.endOffset(), 1, 1 << 20)
                .toCompletableFuture()
                .join()) {
            if (record instanceof NoteRecord note) {
                JsonObject flush = new JsonObject(Buffer.buffer(note.json()));
                Topics.FLUSH_SETTLED.publish(
                        doors.vertx(),
                        new FlushSettled(MetricsFlushJson.read(flush).id(), well));
            }
        }
    }

    private void publish() throws Exception {
        HttpResponse<String> response = doors.send(doors.request("/events")
                .header("Authorization", "Bearer root")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(EVENTS)));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
    }

    private HttpResponse<String> flush(String key) throws Exception {
        return flush(key, "");
    }

    private HttpResponse<String> flush(String key, String query) throws Exception {
        return doors.send(doors.request("/metrics/flush" + query)
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.noBody()));
    }
}
