package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.LiveClient;
import dev.crossfade.testkit.PrometheusServer;
import dev.crossfade.testkit.Scrape;
import dev.crossfade.testkit.ShippedQueries;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A daemon with a live client, scraped: its figures, and what is shipped to watch it with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PrometheusIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EVENTS = 40;
    /** Said by Prometheus itself of whoever it asks. */
    private static final String UP = "up";

    private final Vertx vertx = Vertx.vertx();
    private TestDatabase database;
    private DaemonProcess daemon;
    private LiveClient client;

    @TempDir
    private static Path folder;

    @BeforeAll
    void sendEvents() throws Exception {
        database = TestDatabase.migrated();
        Map<String, String> environment = new HashMap<>(DaemonProcess.external(database.daemon()));
        environment.put("CROSSFADE_SELF_MONITORING_ENABLED", "false");
        daemon = DaemonProcess.start(folder.resolve("data"), environment);
        client = LiveClient.connect(vertx, daemon.port(), "/ws");
        JsonArray events = new JsonArray();
        IntStream.range(0, EVENTS).forEach(n -> events.add(event(n)));
        events.add(7).add(event(0));
        assertThat(daemon.publish(events).statusCode()).isEqualTo(202);
        client.events(EVENTS);
        daemon.awaitStored();
    }

    @AfterAll
    void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        if (daemon != null) {
            daemon.close();
        }
        vertx.close().await();
        if (database != null) {
            database.close();
        }
    }

    /** Before others send more. */
    @Test
    @Order(1)
    void theFiguresOfAScrapeAreThoseOfTheTraffic() throws Exception {
        Scrape scrape = await(now -> now.sum("crossfade_persistence_rows_total") >= EVENTS
                && now.sum("crossfade_delivery_latency_seconds_count") >= EVENTS);

        assertThat(scrape.value("crossfade_events_received_total")).contains(EVENTS + 2.0);
        assertThat(scrape.value("crossfade_events_accepted_total", "category", "performance"))
                .contains(EVENTS - 1.0);
        assertThat(scrape.value("crossfade_events_accepted_total", "category", "critical"))
                .contains(1.0);
        assertThat(scrape.value("crossfade_events_rejected_total", "reason", "malformed"))
                .contains(1.0);
        assertThat(scrape.sum("crossfade_events_rejected_total")).isEqualTo(1);
        assertThat(scrape.value("crossfade_persistence_rows_total")).contains((double) EVENTS);
        assertThat(scrape.sum("crossfade_persistence_write_seconds_count")).isPositive();
        assertThat(scrape.value("crossfade_circuit_breaker_state", "name", "database"))
                .contains(0.0);
        assertThat(scrape.value("crossfade_event_log_backlog_events")).contains(0.0);
        assertThat(scrape.value("crossfade_deliveries_total", "adapter", "websocket"))
                .contains(adapter("deliveries"));
        assertThat(scrape.value("crossfade_delivery_latency_seconds_count", "adapter", "websocket"))
                .contains((double) EVENTS);
        assertThat(scrape.value("crossfade_delivery_latency_seconds_sum", "adapter", "websocket")
                        .orElseThrow())
                .isBetween(EVENTS * 1e-5, EVENTS * 10.0);
        assertThat(scrape.types().keySet()).noneMatch(name -> name.startsWith("vertx_http"));
    }

    @Test
    void whatOnlyGrowsNeverShrinks() throws Exception {
        Scrape before = scrape();
        for (int round = 0; round < 20; round++) {
            daemon.publish(new JsonArray().add(event(EVENTS + round)).add(8));
            Scrape after = scrape();
            for (Scrape.Sample sample : before.samples()) {
                if (growing(sample.name())) {
                    assertThat(value(after, sample)).as("%s", sample).isGreaterThanOrEqualTo(sample.value());
                }
            }
            before = after;
        }
    }

    @Test
    void everyMetricThatAlertsAndDashboardAskForIsThere() throws Exception {
        Set<String> wanted = new TreeSet<>(ShippedQueries.variables());
        Stream.concat(ShippedQueries.alerts().stream(), ShippedQueries.panels().stream())
                .forEach(query -> wanted.addAll(ShippedQueries.metrics(query)));
        assertThat(wanted.remove(UP)).isTrue();

        Set<String> there = await(now -> now.types().containsKey("crossfade_dead_letters")).samples().stream()
                .map(Scrape.Sample::name)
                .collect(Collectors.toSet());
        assertThat(there).containsAll(wanted);
    }

    @Test
    void promtoolFindsNothingToSayAgainstItAndTheAlertsComeWhenTheyShould() throws Exception {
        assumeTrue(PrometheusServer.isInstalled("promtool"), "promtool is not installed");
        await(now -> now.types().containsKey("crossfade_dead_letters"));
        Path metrics = Files.writeString(
                folder.resolve("metrics.txt"), daemon.get("/metrics").body());
        promtool(metrics, "check", "metrics");
        promtool(metrics, "check", "rules", ShippedQueries.RULES.toString());
        promtool(metrics, "test", "rules", "src/test/resources/prometheus-rules-test.yml");
    }

    @Test
    void aRealPrometheusHasAnAnswerForEveryPanelAndEveryAlert() throws Exception {
        assumeTrue(PrometheusServer.isInstalled(), "prometheus is not installed");
        try (PrometheusServer prometheus =
                PrometheusServer.start(Files.createDirectory(folder.resolve("prometheus")), daemon.port())) {
            prometheus.await("up{job=\"crossfade\"} == 1");
            prometheus.await("rate(crossfade_events_received_total[10s])");
            for (String query : ShippedQueries.panels()) {
                String asked = query.replace("$instance", ".*").replace("$__rate_interval", "10s");
                assertThat(prometheus.await(asked)).as(asked).isNotEmpty();
            }
            assertThat(prometheus.query("sum(crossfade_events_received_total)").getJsonObject(0))
                    .isNotNull();
            String rules = Waiting.forThat(
                    PATIENCE,
                    () -> prometheus.get("/api/v1/rules").encode(),
                    told -> !told.contains("\"health\":\"unknown\""));
            assertThat(rules).doesNotContain("\"health\":\"err\"", "\"state\":\"firing\"");
            assertThat(rules.split("\"health\":\"ok\"", -1))
                    .hasSize(ShippedQueries.alerts().size() + 1);
        }
    }

    private static JsonObject event(int number) {
        return new JsonObject()
                .put("id", "00000000-0000-4000-8000-" + String.format("%012d", number))
                .put("event_type", number == 1 ? "error" : "response_time")
                .put("source", "test");
    }

    private double adapter(String count) throws IOException, InterruptedException {
        return new JsonObject(daemon.get("/metrics/adapter").body())
                .getJsonObject("adapters")
                .getJsonObject("websocket")
                .getLong(count);
    }

    private static boolean growing(String name) {
        return List.of("_total", "_count", "_bucket").stream().anyMatch(name::endsWith) || name.endsWith("_sum");
    }

    private static double value(Scrape scrape, Scrape.Sample sample) {
        String[] labels = sample.labels().entrySet().stream()
                .flatMap(label -> Stream.of(label.getKey(), label.getValue()))
                .toArray(String[]::new);
        return scrape.value(sample.name(), labels).orElseThrow();
    }

    private Scrape scrape() throws IOException, InterruptedException {
        return Scrape.of(daemon.get("/metrics").body());
    }

    private Scrape await(Predicate<Scrape> fact) {
        return Waiting.forThat(PATIENCE, this::scrape, fact);
    }

    private static void promtool(Path input, String... arguments) throws IOException, InterruptedException {
        List<String> command =
                Stream.concat(Stream.of("promtool"), Stream.of(arguments)).toList();
        Path said = folder.resolve("promtool.txt");
        Process process = new ProcessBuilder(command)
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    }
}
