package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Counts;
import dev.crossfade.bus.CountsRow;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.MetricsWindow;
import dev.crossfade.bus.SummaryPage;
import dev.crossfade.bus.SummaryQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.EventKind;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code GET /metrics/summary} asks for and answers. */
class SummaryDoorVerticleTest {
    private static final Instant HOUR = Instant.parse("2026-11-21T05:00:00Z");

    private final AtomicReference<SummaryQuery> asked = new AtomicReference<>();
    private Doors doors;

    @BeforeEach
    void open() {
        doors = Doors.open(TestSettings.defaults());
        CountsRow row = new CountsRow(
                HOUR, new EventKind("a, b&c", Category.SYSTEM), new Counts(4, 3, 2, 1, 3, 1, 0, 5, 8_000_000));
        Endpoints.STORED_SUMMARY.serve(doors.vertx(), query -> {
            asked.set(query);
            return Future.succeededFuture(
                    new SummaryPage(List.of(row), query.after().isEmpty()));
        });
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aRowHasEveryFigureWithRatesInPercentAndTimesInMilliseconds() throws Exception {
        JsonObject page = new JsonObject(doors.get("/metrics/summary").body());

        assertThat(asked.get().window()).isEqualTo(MetricsWindow.HOUR);
        assertThat(page.getString("window")).isEqualTo("hour");
        assertThat(page.getJsonArray("items").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("accepted_events", 4)
                        .put("websocket_events", 3)
                        .put("realtime_events", 2)
                        .put("suppressed_events", 1)
                        .put("total_events", 4)
                        .put("passed_events", 3)
                        .put("failed_events", 1)
                        .put("pass_rate", 75.0)
                        .put("avg_validation_time_ms", 2.0)
                        .put("total_errors", 0)
                        .put("total_warnings", 5)
                        .put("start", "2026-11-21T05:00:00.000000Z")
                        .put("event_type", "a, b&c")
                        .put("category", "system"));
    }

    @Test
    void theNextPathIsTheSameQuestionBehindTheLastRow() throws Exception {
        String path =
                "/metrics/summary?window=day&category=system&from=2026-11-20T00:00:00Z&to=2026-11-22T00:00:00Z&limit=1";
        JsonObject first = new JsonObject(doors.get(path).body());
        JsonObject second = new JsonObject(doors.get(first.getString("next")).body());

        assertThat(asked.get())
                .isEqualTo(new SummaryQuery(
                        MetricsWindow.DAY,
                        Optional.empty(),
                        Optional.of(Category.SYSTEM),
                        Optional.of(Instant.parse("2026-11-20T00:00:00Z")),
                        Optional.of(Instant.parse("2026-11-22T00:00:00Z")),
                        Optional.of(new SummaryQuery.Cursor(HOUR, new EventKind("a, b&c", Category.SYSTEM))),
                        1));
        assertThat(second.getString("next")).isNull();
    }

    @Test
    void minutesAreThoseThatThisNodeHasCounted() throws Exception {
        doors.post("application/json", "{\"event_type\":\"stats\",\"source\":\"test\"}");

        JsonObject page = new JsonObject(
                doors.get("/metrics/summary?window=minute&event_type=stats").body());

        assertThat(page.getJsonArray("items").getJsonObject(0).getInteger("passed_events"))
                .isEqualTo(1);
        assertThat(asked.get()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "window=week, window",
        "category=none, category",
        "from=yesterday, from",
        "from=2026-11-21T06:00:00Z&to=2026-11-21T05:00:00Z, from",
        "window=minute&from=2026-11-21T06:00:00Z&to=2026-11-21T05:00:00Z, from",
        "from=2026-11-21T06:00:00Z&to=2026-11-21T06:00:00Z, from",
        "from=9000-01-01T00:00:00Z, from",
        "after=2026-11-21T05:00:00Z, after",
        "after=2026-11-21T05:00:00Z%2Cnone%2Cx, after",
        "limit=0, limit",
        "color=red, color",
    })
    void whatIsWrongWithTheQuestionIsNamed(String query, String field) throws Exception {
        HttpResponse<String> answer = doors.get("/metrics/summary?" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body())
                        .getJsonArray("errors")
                        .getJsonObject(0)
                        .getString("field"))
                .isEqualTo(field);
    }

    @Test
    void aTimeThatEndsBeforeItBeginsIsRefusedInTheWordsOfTheLiveCounters() throws Exception {
        Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
        String query = "?from=" + hour + "&to=" + hour.minusSeconds(3_600);

        HttpResponse<String> answer = doors.get("/metrics/summary" + query);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(new JsonObject(answer.body()).getJsonArray("errors"))
                .isEqualTo(
                        new JsonObject(doors.get("/metrics/validation" + query).body()).getJsonArray("errors"));
        assertThat(asked.get()).isNull();
    }

    @Test
    void aBoundAloneIsTakenWhereItCanHoldSomething() throws Exception {
        assertThat(doors.get("/metrics/summary?to=2001-01-01T00:00:00Z").statusCode())
                .isEqualTo(200);
        assertThat(doors.get("/metrics/summary?from=2001-01-01T00:00:00Z").statusCode())
                .isEqualTo(200);
        assertThat(doors.get("/metrics/summary?from=2001-01-01T00:00:00Z&to=9000-01-01T00:00:00Z")
                        .statusCode())
                .isEqualTo(200);
    }
}
