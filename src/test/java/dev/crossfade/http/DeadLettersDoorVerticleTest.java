package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.CleanUpDeadLetters;
import dev.crossfade.bus.DeadLetterPage;
import dev.crossfade.bus.DeadLetterQuery;
import dev.crossfade.bus.DeadLetterReply;
import dev.crossfade.bus.DeadLetterStatistics;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.DeadLettersChanged;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The doors of dead letters, with a small queue behind them: 1 is pending, 2 is retried, 3 is recovered. */
class DeadLettersDoorVerticleTest {
    private static final String ROOT = "4813494d137e1631bba301d5acab6e7bb7aa74ce1185d456565ef51d737677b2";
    private static final String READER = "3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30";
    private static final Instant MADE = Instant.parse("2026-11-21T06:00:00Z");
    private static final DeadLetterStatistics STATISTICS = new DeadLetterStatistics(
            3,
            Map.of(
                    DeadLetterStatus.PENDING, 1L,
                    DeadLetterStatus.RETRYING, 1L,
                    DeadLetterStatus.RECOVERED, 1L,
                    DeadLetterStatus.FAILED, 0L),
            Optional.of(MADE),
            Optional.of(Duration.ofMillis(1500)),
            OptionalDouble.of(2.5),
            OptionalDouble.empty());

    private static Doors doors;
    private static Queue queue;

    @BeforeAll
    static void open() {
        doors = Doors.open(TestSettings.yaml("""
                auth:
                  mode: keys
                  keys:
                    - { name: reader, roles: [read], sha256: %s }
                    - { name: root, roles: [admin], sha256: %s }
                """.formatted(READER, ROOT)));
        queue = new Queue();
        doors.vertx().deployVerticle(queue).await();
    }

    @AfterAll
    static void close() {
        doors.close();
    }

    @Test
    void aPageHasTheLettersThePathOfTheNextOneAndTheStatistics() throws Exception {
        HttpResponse<String> response = get("/dead-letters?limit=1&status=pending&apikey=reader");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(queue.asked)
                .isEqualTo(new DeadLetterQuery(
                        Optional.of(DeadLetterStatus.PENDING), Optional.empty(), OptionalLong.empty(), 1));
        assertThat(response.body())
                .isEqualTo("{\"items\":[{\"id\":1,\"node\":\"node\",\"sequence_id\":7,\"status\":\"pending\","
                        + "\"failure_reason\":\"why\",\"sqlstate\":\"22P05\",\"retry_count\":2,\"max_retries\":5,"
                        + "\"created_at\":\"2026-11-21T06:00:00.000000Z\",\"last_retry_at\":null,"
                        + "\"next_retry_at\":\"2026-11-21T06:00:09.000000Z\",\"recovered_at\":null,"
                        + "\"event\":{\"n\":1e999999,\"s\":\"\\u0000\"}}],"
                        + "\"next\":\"/dead-letters?after=1&limit=1&status=pending\","
                        + "\"statistics\":{\"total\":3,\"pending\":1,\"retrying\":1,\"recovered\":1,\"failed\":0,"
                        + "\"oldest_pending_at\":\"2026-11-21T06:00:00.000000Z\",\"oldest_pending_age_s\":1.5,"
                        + "\"average_retries\":2.5,\"recovery_rate\":null}}");
    }

    @Test
    void theLastPageHasNoNext() throws Exception {
        assertThat(new JsonObject(get("/dead-letters?after=1").body()).getValue("next"))
                .isNull();
    }

    @Test
    void statisticsStandAloneToo() throws Exception {
        assertThat(new JsonObject(get("/dead-letters/statistics").body()).getLong("total"))
                .isEqualTo(3);
    }

    @Test
    void wrongParametersAreNamed() throws Exception {
        HttpResponse<String> response = get("/dead-letters?limit=5000&status=dead&offset=1");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(response.body()).contains("\"field\":\"limit\"", "\"field\":\"status\"", "\"field\":\"offset\"");
    }

    @Test
    void aLetterIsRetriedOrDiscardedAndAnswered() throws Exception {
        HttpResponse<String> retried = post("/dead-letters/1/retry", "");
        assertThat(retried.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(retried.body()).getString("status")).isEqualTo("pending");
        HttpResponse<String> discarded = post("/dead-letters/1/discard", "");
        assertThat(discarded.statusCode()).isEqualTo(200);
        assertThat(discarded.body()).contains("\"event\":{\"n\":1e999999");
    }

    @Test
    void aLetterThatIsNotThereOrCannotBeHadIsSaidToBeSo() throws Exception {
        HttpResponse<String> unknown = post("/dead-letters/99/retry", "");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("no dead letter with this id");
        HttpResponse<String> retrying = post("/dead-letters/2/discard", "");
        assertThat(retrying.statusCode()).isEqualTo(409);
        assertThat(retrying.body()).contains("being retried");
        HttpResponse<String> recovered = post("/dead-letters/3/retry", "");
        assertThat(recovered.statusCode()).isEqualTo(409);
        assertThat(recovered.body()).contains("stored already");
    }

    @Test
    void whatIsNoIdIsNamed() throws Exception {
        HttpResponse<String> response = post("/dead-letters/first/retry", "");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"id\"");
    }

    @Test
    void allAreScheduledOrCleanedUpAndCounted() throws Exception {
        assertThat(post("/dead-letters/retry", "").body()).isEqualTo("{\"scheduled\":42}");
        assertThat(post("/dead-letters/cleanup", "").body()).isEqualTo("{\"removed\":17}");
        assertThat(queue.cleanUp.olderThan()).isEmpty();
        assertThat(post("/dead-letters/cleanup", "{\"older_than\":\"30d\"}").statusCode())
                .isEqualTo(200);
        assertThat(queue.cleanUp.olderThan()).contains(Duration.ofDays(30));
    }

    @Test
    void aBrokenBodyOfACleanupIsRefused() throws Exception {
        assertThat(post("/dead-letters/cleanup", "{").statusCode()).isEqualTo(400);
        HttpResponse<String> wrong = post("/dead-letters/cleanup", "{\"older_than\":\"soon\"}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("\"field\":\"older_than\"");
        assertThat(doors.send(doors.request("/dead-letters/cleanup")
                                .header("apikey", "root")
                                .header("Content-Type", "text/plain")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void whoMayOnlyReadChangesNothingAndAForeignPageNeither() throws Exception {
        for (String path : List.of(
                "/dead-letters/retry", "/dead-letters/cleanup", "/dead-letters/1/retry", "/dead-letters/1/discard")) {
            assertThat(doors.send(doors.request(path).POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(doors.send(doors.request(path).header("apikey", "reader").POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(doors.send(doors.request(path)
                                    .header("apikey", "root")
                                    .header("Origin", "https://elsewhere.example")
                                    .POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(doors.get("/dead-letters").statusCode()).isEqualTo(401);
    }

    @Test
    void aWrongMethodIsToldTheRightOne() throws Exception {
        HttpResponse<String> response = get("/dead-letters/cleanup");

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
        assertThat(post("/dead-letters", "").headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @Test
    void withoutADatabaseTheyAreUnavailable() throws Exception {
        try (Doors alone = Doors.open(TestSettings.defaults())) {
            HttpResponse<String> list = alone.get("/dead-letters");
            assertThat(list.statusCode()).isEqualTo(503);
            assertThat(list.headers().firstValue("Retry-After")).isPresent();
            assertThat(list.headers().firstValue("Content-Type")).contains("application/problem+json");
            assertThat(alone.send(alone.request("/dead-letters/1/retry").POST(BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(503);
        }
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return doors.send(doors.request(path).header("apikey", "reader"));
    }

    private static HttpResponse<String> post(String path, String body) throws Exception {
        return doors.send(doors.request(path)
                .header("apikey", "root")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Answers like the queue would, and remembers what it was asked. */
    private static final class Queue extends VerticleBase {
        volatile DeadLetterQuery asked;
        volatile CleanUpDeadLetters cleanUp;

        @Override
        public Future<?> start() {
            Endpoints.DEAD_LETTERS.serve(vertx, query -> {
                asked = query;
                boolean more = query.after().isEmpty();
                return Future.succeededFuture(new DeadLetterPage(List.of(letter()), more, STATISTICS));
            });
            Endpoints.DEAD_LETTER_STATISTICS.serve(vertx, query -> Future.succeededFuture(STATISTICS));
            Endpoints.RETRY_DEAD_LETTER.serve(vertx, wish -> reply(wish.id()));
            Endpoints.DISCARD_DEAD_LETTER.serve(vertx, wish -> reply(wish.id()));
            Endpoints.RETRY_DEAD_LETTERS.serve(vertx, wish -> Future.succeededFuture(new DeadLettersChanged(42)));
            Endpoints.CLEAN_UP_DEAD_LETTERS.serve(vertx, wish -> {
                cleanUp = wish;
                return Future.succeededFuture(new DeadLettersChanged(17));
            });
            return Future.succeededFuture();
        }

        private static Future<DeadLetterReply> reply(long id) {
            return Future.succeededFuture(
                    switch ((int) id) {
                        case 1 -> new DeadLetterReply.Done(letter());
                        case 2 -> new DeadLetterReply.Refused(DeadLetterStatus.RETRYING);
                        case 3 -> new DeadLetterReply.Refused(DeadLetterStatus.RECOVERED);
                        default -> new DeadLetterReply.Unknown();
                    });
        }

        private static StoredDeadLetter letter() {
            return new StoredDeadLetter(
                    1,
                    "node",
                    7,
                    "{\"n\":1e999999,\"s\":\"\\u0000\"}",
                    "why",
                    "22P05",
                    2,
                    5,
                    DeadLetterStatus.PENDING,
                    MADE,
                    Optional.empty(),
                    Optional.of(MADE.plusSeconds(9)),
                    Optional.empty());
        }
    }
}
