package dev.crossfade.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.SourceFigures;
import dev.crossfade.bus.SourcesPage;
import dev.crossfade.bus.SourcesQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.event.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final Sources sources = new Sources();

    @Test
    void ofEachSourceThereAreTotalsErrorsTimesAndWhenItWasSeen() {
        for (int n = 1; n <= 1_000; n++) {
            add(
                    "api",
                    n % 10 == 0 ? Category.CRITICAL : Category.SYSTEM,
                    "x",
                    "{\"response_time_ms\":" + n + ".5}",
                    NOON);
        }
        add("quiet", Category.DEBUG, "x", "{\"response_time_ms\":\"slow\"}", NOON.minusSeconds(3_600));

        List<SourceFigures> figures = page(Optional.empty(), 10, NOON).sources();

        SourceFigures api = figures.get(0);
        assertThat(api.source()).isEqualTo("api");
        assertThat(api.events()).isEqualTo(1_000);
        assertThat(api.errors()).isEqualTo(100);
        assertThat(api.bytes()).isEqualTo(7_000);
        assertThat(api.meanMillis()).hasValue(501);
        assertThat(api.p95Millis().orElseThrow()).isCloseTo(950.5, withinPercentage(1));
        assertThat(api.lastSeen()).isEqualTo(NOON);
        assertThat(api.active()).isTrue();
        assertThat(api.healthScore()).hasValue(90);
        SourceFigures quiet = figures.get(1);
        assertThat(quiet.active()).isFalse();
        assertThat(quiet.healthScore()).isEmpty();
        assertThat(quiet.p95Millis()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"5\"", "\" 5 \"", "\"5d\"", "\"1e3\"", "\"NaN\"", "-1", "900000.001", "null", "[5]"})
    void onlyANumberFromNoneToAQuarterOfAnHourIsAResponseTime(String other) {
        add("api", Category.SYSTEM, "x", "{\"response_time_ms\":" + other + "}", NOON);

        SourceFigures api = only();
        assertThat(api.events()).isEqualTo(1);
        assertThat(api.meanMillis()).isEmpty();
        assertThat(api.p95Millis()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "0.001", "0.004", "0.055", "0.074", "0.499", "7", "41.5", "5e-3", "1e3", "899999", "900000"
            })
    void aResponseTimeIsShownAsItWas(String number) {
        respond(number);

        assertThat(only().p95Millis()).hasValue(Double.parseDouble(number));
    }

    @Test
    void whatLiesBetweenTwoMicrosecondsIsNotShownAboveIt() {
        respond("0.0004");
        assertThat(only().p95Millis()).hasValue(0);
        respond("0.0555");
        assertThat(only().p95Millis()).hasValue(0.0555);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.05, 0.3, 2.7, 41.5, 999.9, 60_000, 900_000})
    void the95thPercentileIsWithinOnePercentOrHalfAMicrosecondOfWhatItStandsFor(double slowest) {
        double[] times = IntStream.rangeClosed(1, 1_000)
                .mapToDouble(n -> slowest * n / 1_000)
                .toArray();
        for (double time : times) {
            respond(Double.toString(time));
        }
        double shown = only().p95Millis().orElseThrow();

        assertThat(shown).isCloseTo(times[949], within(Math.max(0.0005, times[949] / 100)));
        assertThat(shown).isLessThanOrEqualTo(slowest);
    }

    @Test
    void healthIsThatOfTheLastFiveMinutesAndOfAllSourcesByTheirEvents() {
        add("a", Category.CRITICAL, "x", "{}", NOON);
        add("a", Category.SYSTEM, "x", "{}", NOON.plusSeconds(200));
        add("b", Category.SYSTEM, "x", "{}", NOON.plusSeconds(200));

        assertThat(sources.activity(0, NOON.plusSeconds(200)).healthScore()).hasValue(66);
        assertThat(score("a", NOON.plusSeconds(200))).hasValue(50);
        assertThat(score("a", NOON.plusSeconds(370))).hasValue(100);
        assertThat(sources.activity(0, NOON.plusSeconds(499)).activeSources()).isEqualTo(2);
        assertThat(sources.activity(0, NOON.plusSeconds(501)).activeSources()).isZero();
        assertThat(sources.activity(0, NOON.plusSeconds(600)))
                .isEqualTo(new Activity(0, 2, 0, OptionalInt.empty(), 0, 0));
    }

    @Test
    void pagesGoThroughAllByName() {
        for (int n = 0; n < 25; n++) {
            add("source-" + n, Category.SYSTEM, "x", "{}", NOON);
        }
        List<String> names = new ArrayList<>();
        SourcesPage page = page(Optional.empty(), 10, NOON);
        page.sources().forEach(source -> names.add(source.source()));
        while (page.more()) {
            page = page(Optional.of(names.get(names.size() - 1)), 10, NOON);
            page.sources().forEach(source -> names.add(source.source()));
        }
        assertThat(names).hasSize(25).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void beyondAThousandSourcesTheRestIsOne() {
        for (int n = 0; n < 3_000; n++) {
            add("source-" + n, Category.SYSTEM, "x", "{}", NOON);
        }
        assertThat(sources.activity(0, NOON).sources()).isEqualTo(1_001);
        assertThat(page(Optional.empty(), 1, NOON).sources().get(0).source()).isEqualTo("__other__");
        assertThat(page(Optional.empty(), 1, NOON).sources().get(0).events()).isEqualTo(2_000);
    }

    @Test
    void sessionsBeginEndAndAreForgotten() {
        add("web", Category.USER_ACTIVITY, "session_start", "{\"session_id\":\"a\"}", NOON);
        add("web", Category.USER_ACTIVITY, "session_start", "{\"sessionId\":7}", NOON);
        add("web", Category.USER_ACTIVITY, "session_metrics", "{\"session_id\":\"a\"}", NOON.plusSeconds(1_000));
        add("web", Category.USER_ACTIVITY, "session_start", "{\"id\":\"c\"}", NOON.plusSeconds(1_000));
        add("web", Category.USER_ACTIVITY, "user_activity", "{\"session_id\":\"no\"}", NOON);
        add("web", Category.USER_ACTIVITY, "session_start", "{}", NOON);
        assertThat(sessions(NOON.plusSeconds(1_000))).isEqualTo("3 of 3");

        add("web", Category.USER_ACTIVITY, "session_end", "{\"id\":\"c\"}", NOON.plusSeconds(1_100));
        assertThat(sessions(NOON.plusSeconds(1_100))).isEqualTo("2 of 3");
        assertThat(sessions(NOON.plusSeconds(1_900))).isEqualTo("1 of 3");
        assertThat(sessions(NOON.plusSeconds(3_000))).isEqualTo("0 of 3");
    }

    private void respond(String millis) {
        add("api", Category.SYSTEM, "x", "{\"response_time_ms\":" + millis + "}", NOON);
    }

    private SourceFigures only() {
        return page(Optional.empty(), 1, NOON).sources().get(0);
    }

    private String sessions(Instant now) {
        Activity activity = sources.activity(0, now);
        return activity.activeSessions() + " of " + activity.sessions();
    }

    private OptionalInt score(String source, Instant now) {
        return page(Optional.empty(), 10, now).sources().stream()
                .filter(figures -> figures.source().equals(source))
                .findFirst()
                .orElseThrow()
                .healthScore();
    }

    private SourcesPage page(Optional<String> after, int limit, Instant now) {
        return sources.page(new SourcesQuery(after, limit), Activity.NONE, now);
    }

    private void add(String source, Category category, String type, String data, Instant at) {
        MonitoringEvent event = new MonitoringEvent(
                UUID.randomUUID(),
                type,
                category,
                at,
                at,
                source,
                data,
                "{}",
                "node",
                1,
                OptionalLong.empty(),
                Route.WEBSOCKET,
                1,
                "00000000",
                ChecksumAlgorithm.CRC32);
        sources.add(new SealedEvent(event, new byte[7], true, Verdict.PASSED));
    }
}
