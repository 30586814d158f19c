package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.Exposition;
import dev.crossfade.testkit.Doors;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** {@code GET /metrics}; the test is what writes the metrics out. */
class PrometheusDoorVerticleTest {
    private static final String READER = "3d0941964aa3ebdcb00ccef58b1bb399f9f898465e9886d5aec7f31090a0fb30";
    private static final String KEYS =
            "auth: {mode: keys, keys: [{name: reader, roles: [%s], sha256: " + READER + "}]}";
    private static final String ASKED_BY_PROMETHEUS = "application/openmetrics-text;version=1.0.0;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2";

    @Test
    void theTextIsOpenMetricsOnlyForWhoWouldRatherHaveThat() throws Exception {
        try (Doors doors = Doors.open(TestSettings.defaults())) {
            serve(doors);
            assertThat(scrape(doors, ASKED_BY_PROMETHEUS).body()).isEqualTo("open metrics: true");
            assertThat(scrape(doors, "application/openmetrics-text").body()).isEqualTo("open metrics: true");
            assertThat(scrape(doors, "text/plain;version=0.0.4;q=0.5,application/openmetrics-text;q=0.1")
                            .body())
                    .isEqualTo("open metrics: false");
            assertThat(scrape(doors, "*/*").body()).isEqualTo("open metrics: false");
            assertThat(scrape(doors, "text/html,application/xml").body()).isEqualTo("open metrics: false");
            HttpResponse<String> plain = doors.get("/metrics");
            assertThat(plain.body()).isEqualTo("open metrics: false");
            assertThat(plain.headers().firstValue("Content-Type")).contains("text/of-the-test");
        }
    }

    @Test
    void itTakesAKeyThatMayRead() throws Exception {
        try (Doors doors = Doors.open(TestSettings.yaml(KEYS.formatted("read")))) {
            serve(doors);
            assertThat(doors.get("/metrics").statusCode()).isEqualTo(401);
            assertThat(withKey(doors).statusCode()).isEqualTo(200);
        }
        try (Doors doors = Doors.open(TestSettings.yaml(KEYS.formatted("ingest")))) {
            serve(doors);
            assertThat(withKey(doors).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void whereNobodyHasTheMetricsTheAnswerSaysSo() throws Exception {
        try (Doors doors = Doors.open(TestSettings.defaults())) {
            assertThat(doors.get("/metrics").statusCode()).isEqualTo(503);
            assertThat(doors.get("/metrics").headers().firstValue("Retry-After"))
                    .isPresent();
        }
    }

    private static void serve(Doors doors) {
        Endpoints.SCRAPE.serve(
                doors.vertx(),
                query -> Future.succeededFuture(
                        new Exposition("text/of-the-test", Buffer.buffer("open metrics: " + query.openMetrics()))));
    }

    private static HttpResponse<String> scrape(Doors doors, String accept) throws Exception {
        return doors.send(doors.request("/metrics").header("Accept", accept).GET());
    }

    private static HttpResponse<String> withKey(Doors doors) throws Exception {
        HttpRequest.Builder request = doors.request("/metrics").header("Authorization", "Bearer reader");
        return doors.send(request.GET());
    }
}
