package dev.crossfade.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crossfade.bus.IntakeObserved.Tally;
import dev.crossfade.bus.IntakeReply.EventError;
import dev.crossfade.bus.IntakeRequest;
import dev.crossfade.bus.IntakeRequest.Format;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.EventKind;
import dev.crossfade.event.FlawNotes;
import dev.crossfade.event.Route;
import dev.crossfade.event.Verdict;
import dev.crossfade.routing.Guards;
import dev.crossfade.testkit.TestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventIntakeTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private static final String GOOD = "{\"event_type\":\"response_time\",\"source\":\"s\"}";
    private static final String INVALID = "{\"event_type\":\"stats\",\"timestamp\":\"soon\",\"data\":7}";

    @Test
    void anInvalidEventIsKeptFilledAndMarked() throws Exception {
        EventIntake.Judgement judgement = judge("", INVALID);
        EventDraft draft = judgement.drafts().get(0);
        assertThat(judgement.errors()).isEmpty();
        assertThat(draft.source()).isEqualTo("unknown");
        assertThat(draft.timestamp()).isEqualTo(NOW);
        assertThat(draft.data()).isEqualTo("{\"value\":7}");
        assertThat(draft.metadata())
                .contains("\"validation\":[", "\"source\"", "\"timestamp\"", "\"soon\"", "\"data\"");
        assertThat(draft.verdict()).isEqualTo(Verdict.FLAWED);
        assertThat(FlawNotes.count(draft.metadata())).isEqualTo(3);
        assertTally(judgement, "stats", Category.SYSTEM, 0, 0);
    }

    @Test
    void strictlyAnInvalidEventIsRefusedOnceWithEveryRuleItBreaks() throws Exception {
        EventIntake.Judgement judgement =
                judge("flags: { MONITORING_VALIDATION_STRICT: true }", "[" + GOOD + "," + INVALID + "]");
        assertThat(judgement.drafts()).hasSize(1);
        assertThat(judgement.rejected()).isEqualTo(1);
        assertThat(judgement.errors())
                .extracting(EventError::index, EventError::field)
                .containsExactlyInAnyOrder(tuple(1, "source"), tuple(1, "timestamp"), tuple(1, "data"));
        assertTally(judgement, "stats", Category.SYSTEM, 1, 3);
        assertTally(judgement, "response_time", Category.PERFORMANCE, 0, 0);
        assertThat(judgement.drafts().get(0).verdict()).isEqualTo(Verdict.PASSED);
    }

    @Test
    void withValidationOffOnlyMalformedEventsAreRefusedAndNothingIsCounted() throws Exception {
        EventIntake.Judgement judgement =
                judge("flags: { MONITORING_ENABLE_VALIDATION: false }", "[" + INVALID + ",{\"event_type\":1}]");
        assertThat(judgement.drafts()).hasSize(1);
        assertThat(judgement.errors()).extracting(EventError::index).containsExactly(1);
        assertThat(judgement.observed().byKind()).isEmpty();
        assertThat(judgement.drafts().get(0).verdict()).isEqualTo(Verdict.NOT_JUDGED);
        assertThat(judgement.observed().malformed()).isEqualTo(1);
    }

    @Test
    void categoriesDecideRouteChecksumAndWhetherAnEventIsStored() throws Exception {
        EventIntake.Judgement judgement =
                judge("""
                dual_write:
                  categories:
                    performance: {enabled: true, percentage: 100, adapters: [realtime], persist: false}
                    system: {enabled: true, percentage: 100, adapters: []}
                """, "[" + GOOD + ",{\"event_type\":\"error\"},{\"event_type\":\"stats\"}]");
        EventDraft performance = judgement.drafts().get(0);
        EventDraft critical = judgement.drafts().get(1);
        EventDraft system = judgement.drafts().get(2);
        assertThat(performance.category()).isEqualTo(Category.PERFORMANCE);
        assertThat(performance.route()).isEqualTo(Route.REALTIME);
        assertThat(performance.persist()).isFalse();
        assertThat(performance.checksumAlgorithm()).isEqualTo(ChecksumAlgorithm.CRC32);
        assertThat(critical.route()).isEqualTo(Route.DUAL);
        assertThat(critical.checksumAlgorithm()).isEqualTo(ChecksumAlgorithm.SHA256);
        assertThat(system.route()).isEqualTo(Route.NONE);
    }

    @Test
    void everyEventCarriesTheVersionOfTheConfigurationThatRoutedIt() throws Exception {
        assertThat(judge("", "[" + GOOD + "," + INVALID + "]").drafts())
                .hasSize(2)
                .allSatisfy(draft -> assertThat(draft.configVersion()).isEqualTo(7));
    }

    @Test
    void anOpenGuardTakesItsAdapterOutOfTheRoute() throws Exception {
        EventIntake intake = new EventIntake(TestSettings.defaults(), 7);
        IntakeRequest request = request("{\"event_type\":\"error\"}", Format.JSON);
        assertThat(intake.judge(request, NOW, Guards.of(Map.of(Adapter.REALTIME, 0.0)))
                        .drafts()
                        .get(0)
                        .route())
                .isEqualTo(Route.WEBSOCKET);
    }

    @Test
    void stickyBySourceAllEventsOfASourceGoTheSameWay() throws Exception {
        String half =
                "dual_write: {categories: {performance: {enabled: true, percentage: 50, adapters: [realtime]}}}\n";
        String body = IntStream.range(0, 200).mapToObj(i -> GOOD).collect(Collectors.joining(",", "[", "]"));
        assertThat(judge(half + "ingest: {sticky_key: source}", body).drafts())
                .extracting(EventDraft::route)
                .hasSize(200)
                .containsOnly(judge(half + "ingest: {sticky_key: source}", GOOD)
                        .drafts()
                        .get(0)
                        .route());
        assertThat(judge(half, body).drafts()).extracting(EventDraft::route).contains(Route.REALTIME, Route.WEBSOCKET);
    }

    @Test
    void anIdThatWasNotSentIsMade() throws Exception {
        EventIntake.Judgement judgement = judge("", "[" + GOOD + "," + GOOD + "]");
        assertThat(judgement.drafts())
                .extracting(EventDraft::id)
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(id.version()).isEqualTo(7));
    }

    @Test
    void aBodyWithMoreEventsThanAreTakenIsRefusedWhole() {
        assertThatThrownBy(() -> judge("ingest: {max_batch_events: 2}", "[1,2,3]"))
                .isInstanceOf(OversizedBatchException.class)
                .hasMessageContaining("3 events");
    }

    private static EventIntake.Judgement judge(String yaml, String body) throws Exception {
        EventIntake intake = new EventIntake(yaml.isEmpty() ? TestSettings.defaults() : TestSettings.yaml(yaml), 7);
        return intake.judge(request(body, Format.JSON), NOW, Guards.CLOSED);
    }

    private static IntakeRequest request(String body, Format format) {
        return new IntakeRequest(format, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertTally(
            EventIntake.Judgement judgement, String type, Category category, int refused, int errors) {
        Tally tally = judgement.observed().byKind().get(new EventKind(type, category));
        assertThat(new Tally(tally.refused(), tally.errors(), 0)).isEqualTo(new Tally(refused, errors, 0));
        assertThat(tally.nanos()).isPositive();
    }
}
