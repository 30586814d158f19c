package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.testkit.Doors;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What 1,200 stored events would do; under the proposal every one of them takes the websocket alone. */
class PreviewDoorVerticleTest {
    private static final int STORED = 1200;
    private final Queue<HistoryQuery> asked = new ConcurrentLinkedQueue<>();
    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(PretendConfigVerticle.first("{}"));
        doors.vertx()
                .deployVerticle(new PretendConfigVerticle(PretendConfigVerticle.first("{}")))
                .await();
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void routesAsStoredAndUnderTheProposalAreCountedPageByPage() throws Exception {
        doors.vertx().deployVerticle(new History()).await();
        HttpResponse<String> response = preview("{\"flags\":{\"USE_ADAPTER\":false},\"events\":1100}");
        JsonObject body = new JsonObject(response.body());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(body.getJsonObject("totals").encode())
                .isEqualTo("{\"events\":1100,\"stored\":{\"none\":550,\"websocket+realtime\":550},"
                        + "\"proposed\":{\"websocket\":1100},\"changed\":1100}");
        assertThat(body.getJsonObject("categories").getJsonObject("critical").getLong("events"))
                .isEqualTo(550);
        assertThat(body.getJsonObject("guards").getJsonObject("realtime").getString("state"))
                .isEqualTo("closed");
        assertThat(body.getJsonObject("plan").getJsonObject("debug").getString("rule"))
                .isEqualTo("use_adapter_off");
        assertThat(asked).extracting(HistoryQuery::limit).containsExactly(500, 500, 100);
        assertThat(asked)
                .extracting(HistoryQuery::before)
                .containsExactly(OptionalLong.empty(), OptionalLong.of(701), OptionalLong.of(201));
    }

    @Test
    void fewerEventsThanAskedForAreAllThereAre() throws Exception {
        doors.vertx().deployVerticle(new History()).await();
        JsonObject body = new JsonObject(preview("{\"events\":10000}").body());
        assertThat(body.getJsonObject("totals").getLong("events")).isEqualTo(STORED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"events":0}                                                           | events
            {"events":10001}                                                       | events
            {"events":1.5}                                                         | events
            {"events":"9"}                                                         | events
            {"event":9}                                                            | event
            {"flags":[]}                                                           | flags
            {"flags":{"BATCH":1}}                                                  | flags.BATCH
            {"dual_write":{"categories":{"debug":{"percent":1}}}}                  | dual_write.categories.debug.percent
            {"dual_write":{"categories":{"debug":{"percentage":"1"}}}}             | dual_write.categories.debug.percentage
            {"dual_write":{"categories":{"debug":{"percentage":101}}}}             | dual_write.categories.debug.percentage
            {"dual_write":{"categories":{"debug":7}}}                              | dual_write.categories.debug
            """)
    void whatIsWrongWithAProposalIsNamed(String body, String field) throws Exception {
        HttpResponse<String> response = preview(body);
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"");
    }

    @Test
    void ofManyMistakesTheFirstAreNamedAndTheRestIsCounted() throws Exception {
        HttpResponse<String> response = preview("{\"dual_write\":{" + unknown(5000) + "}}");
        JsonArray errors = new JsonObject(response.body()).getJsonArray("errors");

        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(errors).hasSize(101);
        assertThat(errors.getJsonObject(99).getString("message")).startsWith("is unknown");
        assertThat(errors.getJsonObject(100).getString("message")).startsWith("4900 more");
    }

    @Test
    void aBodyOfMoreThanAnyWishHoldsIsNotReadToItsEnd() throws Exception {
        HttpResponse<String> response = preview("{\"dual_write\":{" + unknown(20_000) + "}}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("too many members").hasSizeLessThan(1000);
    }

    @Test
    void whatNobodyKnowsIsNamedInShortAndNotGoneInto() throws Exception {
        String name = "x".repeat(40_000);
        HttpResponse<String> response =
                preview("{\"dual_write\":" + ("{\"" + name + "\":").repeat(100) + "1" + "}".repeat(101));
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("\"dual_write.xxx").hasSizeLessThan(1000);
    }

    @Test
    void withoutADatabaseItIsUnavailable() throws Exception {
        HttpResponse<String> response = preview("");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).isPresent();
    }

    private static String unknown(int members) {
        return IntStream.range(0, members).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(","));
    }

    private HttpResponse<String> preview(String body) throws Exception {
        return doors.send(doors.request("/routing/preview")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Positions 1 to 1200: odd ones are critical and went both ways, even ones are debug and went nowhere. */
    private final class History extends VerticleBase {
        @Override
        public Future<?> start() {
            Endpoints.HISTORY.serve(vertx, query -> {
                asked.add(query);
                long newest = query.before().orElse(STORED + 1) - 1;
                long oldest = Math.max(1, newest - query.limit() + 1);
                List<MonitoringEvent> events = LongStream.iterate(newest, position -> position - 1)
                        .limit(newest - oldest + 1)
                        .mapToObj(History::event)
                        .toList();
                return Future.succeededFuture(new HistoryPage(events, oldest > 1));
            });
            return Future.succeededFuture();
        }

        private static MonitoringEvent event(long position) {
            boolean odd = position % 2 == 1;
            return new MonitoringEvent(
                    new UUID(0, position),
                    "type",
                    odd ? Category.CRITICAL : Category.DEBUG,
                    PretendConfigVerticle.MADE,
                    PretendConfigVerticle.MADE,
                    "source",
                    "{}",
                    "{}",
                    "node",
                    position,
                    OptionalLong.of(position),
                    odd ? Route.DUAL : Route.NONE,
                    1,
                    "00000000",
                    ChecksumAlgorithm.CRC32);
        }
    }
}
