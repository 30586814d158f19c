package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.Exposition;
import dev.crossfade.bus.ParityReport;
import dev.crossfade.bus.ParityReport.Seen;
import dev.crossfade.bus.ParityReportReply;
import dev.crossfade.bus.ParityReportReply.Finding;
import dev.crossfade.bus.ParityReportReply.Verdict;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code /openapi.yaml} says, beside what the server does. */
class ApiDescriptionVerticleTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> FILES = Set.of("/js/*", "/css/*", "/lib/*", "/docs/page/*", "/docs/swagger-ui/*");

    private Doors doors;
    private DescribedApi description;

    @BeforeEach
    void open() throws Exception {
        doors = Doors.open(TestSettings.defaults());
        description = DescribedApi.of(doors.get("/openapi.yaml").body());
    }

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void itHasEveryPathAndMethodThatIsServedAndNoOther() {
        assertThat(described()).isEqualTo(served());
    }

    private Set<String> described() {
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path : description.paths().properties()) {
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        return described;
    }

    private Set<String> served() {
        HttpVerticle http = new HttpVerticle(
                TestSettings.first(TestSettings.defaults()),
                doors.log(),
                Clock.systemUTC(),
                HttpBounds.fresh(),
                port -> {});
        doors.vertx().deployVerticle(http).await();
        return http.paths().entrySet().stream()
                .filter(path -> !FILES.contains(path.getKey()))
                .flatMap(path -> methods(path.getValue())
                        .map(method -> method + " "
                                + path.getKey().replaceAll(":(\\w+)", "{$1}").replaceAll("/\\*$", "/{key}")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> methods(List<String> allowed) {
        return allowed.stream()
                .flatMap(names -> Stream.of(names.split(", ", -1)))
                .filter(name -> !name.equals("HEAD"));
    }

    @ParameterizedTest
    @CsvSource({
        "/metrics/validation, Validation",
        "/metrics/validation?window=hour, Validation",
        "/metrics/validation?limit=1, Validation",
        "/metrics/validation?from=2001-01-01T00:00:00Z, Problem",
        "/metrics/adapter, Adapters",
        "/metrics/adapter?window=minute, Adapters",
        "/metrics/sources, Sources",
        "/metrics/sources?limit=1, Sources",
        "/metrics/summary?window=minute, Summary",
        "/metrics/summary?window=minute&limit=1, Summary",
        "/metrics/summary, Problem",
        "/metrics/persistence, Persistence",
        "/nothing, Problem"
    })
    void answersAreAsItSaysAndHaveNothingThatItDoesNotSay(String path, String schema) throws Exception {
        String published = doors.post("application/json", """
                        [{"event_type":"response_time","source":"api","data":{"response_time_ms":3.5}},
                         {"event_type":"error","timestamp":"never"},
                         {"event_type":""}]
                        """).body();
        assertThat(description.problems("Intake", published)).isEmpty();
        assertThat(description.problems(schema, doors.get(path).body())).isEmpty();
    }

    @Test
    void aReportAndWhatIsFoundAboutItAreAsItSays() throws Exception {
        Seen seen = new Seen(1, "0123456789abcdef".repeat(4));
        ParityReport report = new ParityReport(
                Optional.of("wall-1"), "n", 1, 2, Set.of(Category.CRITICAL), Map.of(Adapter.REALTIME, seen));
        Finding finding = new Finding(Verdict.UNVERIFIED, "why");
        for (Optional<Seen> expected : List.of(Optional.of(seen), Optional.<Seen>empty())) {
            JsonObject found =
                    ParityReportJson.of(report, new ParityReportReply(Map.of(Adapter.REALTIME, finding), expected, 1));
            assertThat(description.problems("ParityReportFindings", found.encode()))
                    .isEmpty();
        }
        String sent = "{\"node\":\"n\",\"from_sequence_id\":1,\"to_sequence_id\":2,\"adapters\":{\"realtime\":"
                + ParityReportJson.seen(seen).encode() + "}}";
        assertThat(description.problems("ParityReport", sent)).isEmpty();
        assertThat(ParityReportWish.of(JSON.readTree(sent)).errors()).isEmpty();
        assertThat(description.problems("ParityReport", sent.replace("abcdef", "ABCDEF")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "text/plain", "application/openmetrics-text"})
    void metricsAreOfATypeThatItHas(String accepted) throws Exception {
        Endpoints.SCRAPE.serve(
                doors.vertx(),
                query -> Future.succeededFuture(new Exposition(
                        query.openMetrics()
                                ? OpenMetricsTextFormatWriter.CONTENT_TYPE
                                : PrometheusTextFormatWriter.CONTENT_TYPE,
                        Buffer.buffer())));

        HttpResponse<String> scraped =
                doors.send(doors.request("/metrics").header("Accept", accepted).GET());

        assertThat(scraped.statusCode()).isEqualTo(200);
        assertThat(description.describes("GET", "/metrics", scraped))
                .as(scraped.headers().toString())
                .isTrue();
    }

    @Test
    void whatIsNotAsItSaysIsFound() throws Exception {
        assertThat(description.problems(
                        "Flush", "{\"flushed\":true,\"flushed_records\":1.5,\"timestamp\":\"now\",\"more\":1}"))
                .hasSize(3);
    }

    @Test
    void everyJsonThatIsAnsweredHasAClosedSchema() {
        List<String> open = new ArrayList<>();
        int closed = 0;
        for (Map.Entry<String, JsonNode> path : description.paths().properties()) {
            for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
                for (JsonNode response : method.getValue().get("responses")) {
                    JsonNode content = description.resolved(response).path("content");
                    JsonNode schema = content.path("application/json").path("schema");
                    boolean isClosed = description
                            .resolved(schema)
                            .path("additionalProperties")
                            .isBoolean();
                    closed += isClosed ? 1 : 0;
                    if (!schema.isMissingNode() && !isClosed) {
                        open.add(method.getKey() + " " + path.getKey());
                    }
                }
            }
        }
        assertThat(open).isEmpty();
        assertThat(closed).isGreaterThan(40);
    }
}
