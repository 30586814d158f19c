package dev.crossfade.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.IntakeReply;
import dev.crossfade.bus.IntakeReply.Admitted;
import dev.crossfade.bus.IntakeReply.Reason;
import dev.crossfade.bus.IntakeReply.Refused;
import dev.crossfade.bus.IntakeRequest;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every setting of the intake that changes while events come in. */
class IngestSettingsVerticleTest {
    private static final String ERROR = "{\"event_type\":\"error\",\"source\":\"s\"}";
    private static final String INVALID =
            "{\"event_type\":\"error\",\"source\":\"s\",\"timestamp\":\"2999-01-01T00:00:00Z\"}";
    private static final String PERFORMANCE = "{\"event_type\":\"response_time\",\"source\":\"s\"}";

    private final Vertx vertx = Vertx.vertx();
    private final Settings defaults = TestSettings.defaults();
    private final MemoryEventLog log = new MemoryEventLog("test00000000", defaults.eventLog(), EventJson::new);
    private final Admission admission = new Admission(defaults.ingest().maxInFlight());
    private long version = 1;

    @BeforeEach
    void deploy() {
        LocalCodec.register(vertx);
        vertx.deployVerticle(
                        () -> new IngestVerticle(TestSettings.first(defaults), log, admission, Clock.systemUTC()),
                        new DeploymentOptions().setInstances(2))
                .await();
    }

    @AfterEach
    void close() {
        vertx.close().await();
        log.close();
    }

    @Test
    void validationIsTurnedStrictAndOffAndOnAgain() {
        assertThat(admitted(INVALID).accepted()).isEqualTo(1);

        change("flags: {MONITORING_VALIDATION_STRICT: true}");
        assertThat(admitted(INVALID).rejected()).isEqualTo(1);

        change("flags: {MONITORING_ENABLE_VALIDATION: false}");
        assertThat(admitted(INVALID).accepted()).isEqualTo(1);
        assertThat(newest().metadata()).doesNotContain("validation");

        change("{}");
        assertThat(admitted(INVALID).accepted()).isEqualTo(1);
        assertThat(newest().metadata()).contains("validation");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    flags: {MONITORING_USE_ADAPTER: false}                                       | WEBSOCKET
                    flags: {MONITORING_DUAL_MODE: false, MONITORING_ADAPTER_TYPE: realtime}      | REALTIME
                    flags: {MONITORING_DUAL_MODE: false, MONITORING_ADAPTER_TYPE: websocket}     | WEBSOCKET
                    dual_write: {global_override: realtime_only}                                 | REALTIME
                    dual_write: {categories: {critical: {adapters: []}}}                         | NONE
                    dual_write: {categories: {critical: {adapters: [realtime]}}}                 | REALTIME
                    dual_write: {categories: {critical: {enabled: false}}}                       | WEBSOCKET
                    """)
    void aRouteChangesWithTheKeysThatDecideIt(String yaml, Route expected) {
        admitted(ERROR);
        assertThat(newest().route()).isEqualTo(Route.DUAL);
        change(yaml);
        admitted(ERROR);
        assertThat(newest().route()).isEqualTo(expected);
        change("{}");
        admitted(ERROR);
        assertThat(newest().route()).isEqualTo(Route.DUAL);
    }

    @Test
    void anAdapterThatTheGuardTakesOutGetsNothing() {
        guard(0);
        admitted(ERROR);
        assertThat(newest().route()).isEqualTo(Route.WEBSOCKET);
        guard(1);
        admitted(ERROR);
        assertThat(newest().route()).isEqualTo(Route.DUAL);
    }

    /** What the guard says reaches the intake before the next request, which goes to it from the same thread. */
    private void guard(double share) {
        GuardObserved.Guarded guarded = new GuardObserved.Guarded(
                GuardState.OPEN, share, false, OptionalDouble.empty(), OptionalDouble.empty(), 1, "");
        Topics.GUARD_OBSERVED.publish(
                vertx, new GuardObserved(Map.of(Adapter.REALTIME, guarded), Map.of(), Instant.EPOCH));
    }

    @Test
    void categoriesChecksumsAndWhatIsStoredChange() {
        change("""
                classification: {rules: [{type: error, category: debug}]}
                checksum: {debug: sha256}
                dual_write: {categories: {debug: {enabled: true, persist: false}}}
                """);
        admitted(ERROR);
        assertThat(newest().category()).isEqualTo(Category.DEBUG);
        assertThat(newest().checksumAlgorithm()).isEqualTo(ChecksumAlgorithm.SHA256);
        assertThat(records().get(0).sealed().persist()).isFalse();
    }

    @Test
    void theBoundOfBatchesChanges() {
        assertThat(admitted("[" + ERROR + "," + ERROR + "]").accepted()).isEqualTo(2);
        change("ingest: {max_batch_events: 1}");
        assertThat(((Refused) publish("[" + ERROR + "," + ERROR + "]")).reason())
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void theBoundOfWhatMayWaitChangesForAllInstances() {
        admission.enter(10, true);
        change("ingest: {max_in_flight: 10, max_batch_events: 10}");
        assertThat(((Refused) publish(ERROR)).reason()).isEqualTo(Reason.TOO_MANY);
        assertThat(((Refused) publish(ERROR)).reason()).isEqualTo(Reason.TOO_MANY);
        change("{}");
        assertThat(publish(ERROR)).isInstanceOf(Admitted.class);
        admission.leave(10);
    }

    @Test
    void underChangesOfThePercentageNoEventIsLostABodyGoesOneWayAndItsOrderStays() {
        String body = IntStream.range(0, 50).mapToObj(i -> PERFORMANCE).collect(Collectors.joining(",", "[", "]"));
        List<Future<IntakeReply>> replies = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            if (round % 10 == 5) {
                change("dual_write: {categories: {performance: {adapters: [realtime], percentage: "
                        + (round % 20 == 5 ? 100 : 0) + "}}}");
            }
            replies.add(send(numbered(body, round)));
        }
        replies.forEach(reply -> reply.await());

        List<EventRecord> records = records();
        assertThat(records).hasSize(200 * 50);
        for (int first = 0; first < records.size(); first += 50) {
            List<MonitoringEvent> together = records.subList(first, first + 50).stream()
                    .map(record -> record.sealed().event())
                    .toList();
            assertThat(together)
                    .extracting(MonitoringEvent::source)
                    .containsOnly(together.get(0).source());
            assertThat(together)
                    .extracting(MonitoringEvent::route)
                    .containsOnly(together.get(0).route());
        }
        assertThat(records)
                .extracting(record -> record.sealed().event().route())
                .contains(Route.REALTIME, Route.WEBSOCKET);
        assertThat(newest().route()).isEqualTo(Route.WEBSOCKET);
    }

    private static String numbered(String body, int number) {
        return body.replace("\"s\"", "\"s" + number + "\"");
    }

    private void change(String yaml) {
        TestSettings.change(vertx, ++version, TestSettings.yaml(yaml));
    }

    private Admitted admitted(String body) {
        return (Admitted) publish(body);
    }

    private IntakeReply publish(String body) {
        return send(body).await();
    }

    private Future<IntakeReply> send(String body) {
        return Endpoints.INTAKE.ask(
                vertx, new IntakeRequest(IntakeRequest.Format.JSON, body.getBytes(StandardCharsets.UTF_8)));
    }

    private List<EventRecord> records() {
        return log.read(1, 100_000, 1 << 30).toCompletableFuture().join().stream()
                .map(EventRecord.class::cast)
                .toList();
    }

    private MonitoringEvent newest() {
        List<EventRecord> records = records();
        return records.get(records.size() - 1).sealed().event();
    }
}
