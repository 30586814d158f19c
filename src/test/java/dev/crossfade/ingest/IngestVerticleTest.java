package dev.crossfade.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.IntakeReply;
import dev.crossfade.bus.IntakeReply.Admitted;
import dev.crossfade.bus.IntakeReply.Reason;
import dev.crossfade.bus.IntakeReply.Refused;
import dev.crossfade.bus.IntakeRequest;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.Refusal;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventJson;
import dev.crossfade.testkit.MemoryEventLog;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What publishers are told: of duplicates, and of refusals. */
class IngestVerticleTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NORMAL = "{\"event_type\":\"response_time\",\"source\":\"s\"}";
    private static final String CRITICAL = "{\"event_type\":\"error\",\"source\":\"s\"}";

    private final Vertx vertx = Vertx.vertx();
    private MemoryEventLog log;

    @AfterEach
    void close() {
        vertx.close().await();
        log.close();
    }

    @Test
    void duplicatesAreNeitherAcceptedNorRefused() {
        start("{}", 1000);
        String known = withId(1);
        Admitted first = (Admitted) publish("[" + known + "," + NORMAL + "," + known + ",7]");
        assertThat(first.accepted()).isEqualTo(2);
        assertThat(first.duplicates()).isEqualTo(1);
        assertThat(first.rejected()).isEqualTo(1);
        assertThat(first.lastSequenceId()).isEqualTo(2);

        Admitted again = (Admitted) publish("[" + known + ",7]");
        assertThat(again.accepted()).isZero();
        assertThat(again.duplicates()).isEqualTo(1);
        assertThat(again.firstSequenceId()).isZero();
        assertThat(again.lastSequenceId()).isZero();
        assertThat(again.noneTaken()).isFalse();
    }

    @Test
    void ofABodyThatIsTakenWholeOrNotAtAllOneRefusedEventRefusesAll() {
        start("{}", 1000);
        Admitted refused = (Admitted) whole("[" + NORMAL + ",7]");
        assertThat(refused.accepted()).isZero();
        assertThat(refused.rejected()).isEqualTo(1);
        assertThat(refused.errors()).hasSize(1);
        assertThat(log.stats().lastSequenceId()).isZero();

        Admitted taken = (Admitted) whole("[" + NORMAL + "," + NORMAL + "]");
        assertThat(taken.accepted()).isEqualTo(2);
        assertThat(log.stats().lastSequenceId()).isEqualTo(2);
    }

    @Test
    void whereTooManyWaitNormalEventsAreToldToComeAgainSoonAndCriticalOnesAreTaken() {
        Admission admission = start("{}", 8);
        admission.enter(7, false);
        assertThat(publish(NORMAL)).isEqualTo(new Refused(Reason.TOO_MANY, "too many events wait to be written", 1));
        assertThat(publish("[" + NORMAL + "," + CRITICAL + "]")).isInstanceOf(Admitted.class);
        admission.enter(1, true);
        assertThat(((Refused) publish(CRITICAL)).reason()).isEqualTo(Reason.TOO_MANY);
    }

    @Test
    void whereTheLogIsFullPublishersAreToldToComeAgainAtDifferentTimes() {
        start("event_log: {max_bytes: 1MiB}", 100_000);
        String body = NORMAL.replace("}", ",\"data\":{\"t\":\"" + "x".repeat(20_000) + "\"}}");
        IntakeReply reply = publish(body);
        for (int i = 0; i < 100 && reply instanceof Admitted; i++) {
            reply = publish(body);
        }
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 5; i++) {
            assertThat(reply)
                    .isEqualTo(new Refused(Reason.UNAVAILABLE, "the event log has no room now", random.nextInt(5, 16)));
            reply = publish(body);
        }
        assertThat(publish(CRITICAL)).isInstanceOf(Admitted.class);
    }

    @Test
    void whatWasJudgedIsToldWhenTheLogHasIt() {
        List<Long> ends = new CopyOnWriteArrayList<>();
        start("{}", 1000);
        Topics.INTAKE_OBSERVED.listen(vertx, told -> ends.add(log.stats().endOffset()));
        publish("[" + NORMAL + "," + NORMAL + "]");
        Waiting.until(PATIENCE, "the end of the log is told", () -> !ends.isEmpty());
        assertThat(ends).containsExactly(2L);
    }

    @Test
    void allThatIsRefusedIsToldWithItsReason() {
        List<IntakeObserved> told = new CopyOnWriteArrayList<>();
        Admission admission = start("{ingest: {max_batch_events: 4}, flags: {MONITORING_VALIDATION_STRICT: true}}", 8);
        Topics.INTAKE_OBSERVED.listen(vertx, told::add);
        publish("[" + NORMAL + "," + NORMAL + "]");
        publish("[" + NORMAL + ",7,8,{\"event_type\":\"no_source\"}]");
        whole("[" + NORMAL + ",7]");
        publish("{");
        publish("[1,2,3,4,5]");
        admission.enter(8, true);
        publish("[" + NORMAL + "," + CRITICAL + "]");
        Waiting.forThat(PATIENCE, () -> told, all -> all.size() == 8);

        assertThat(told.stream().map(IntakeObserved::refused))
                .containsExactly(
                        Map.of(),
                        Map.of(Refusal.MALFORMED, 2, Refusal.INVALID, 1),
                        Map.of(Refusal.MALFORMED, 1),
                        Map.of(Refusal.ALL_OR_NONE, 1),
                        Map.of(Refusal.UNREADABLE, 1),
                        Map.of(Refusal.TOO_LARGE, 5),
                        Map.of(),
                        Map.of(Refusal.OVERLOADED, 2));
    }

    private Admission start(String yaml, int limit) {
        Settings settings = TestSettings.yaml(yaml);
        log = new MemoryEventLog("test00000000", settings.eventLog(), EventJson::new);
        LocalCodec.register(vertx);
        Admission admission = new Admission(limit);
        RetryAfter retryAfter = new RetryAfter(new SplittableRandom(1));
        vertx.deployVerticle(
                        new IngestVerticle(TestSettings.first(settings), log, admission, Clock.systemUTC(), retryAfter))
                .await();
        return admission;
    }

    private static String withId(int number) {
        return NORMAL.replace("{", "{\"id\":\"00000000-0000-0000-0000-00000000000" + number + "\",");
    }

    private IntakeReply publish(String body) {
        IntakeRequest request = new IntakeRequest(IntakeRequest.Format.JSON, body.getBytes(StandardCharsets.UTF_8));
        return Endpoints.INTAKE.ask(vertx, request).await();
    }

    private IntakeReply whole(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return Endpoints.INTAKE
                .ask(vertx, new IntakeRequest(IntakeRequest.Format.JSON, bytes, true))
                .await();
    }
}
