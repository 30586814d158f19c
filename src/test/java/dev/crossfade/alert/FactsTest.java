package dev.crossfade.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.config.AlertMetric;
import dev.crossfade.config.Problem;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.eventlog.LogStats;
import dev.crossfade.testkit.TestSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FactsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private static final LogStats LOG =
            new LogStats(50, 8, 50, 250, 1000, 10, NOW.minusSeconds(75).toEpochMilli(), true, "");
    private static final Set<AlertMetric> OF_THE_LOG = Set.of(
            AlertMetric.LOG_BACKLOG_EVENTS,
            AlertMetric.LOG_OLDEST_SECONDS,
            AlertMetric.LOG_USED_PERCENT,
            AlertMetric.LOG_ACCEPTING);

    private final Facts facts = new Facts(20);

    @ParameterizedTest
    @EnumSource(AlertMetric.class)
    void whatNobodyHasToldIsAbsent(AlertMetric metric) {
        assertThat(facts.of(metric, LOG, NOW).isEmpty()).isEqualTo(!OF_THE_LOG.contains(metric));
    }

    @ParameterizedTest
    @EnumSource(AlertMetric.class)
    void whatWasToldHasAFigureWithTheLabelOfItsMetricUntilItIsOld(AlertMetric metric) {
        tellEverything();

        assertThat(facts.of(metric, LOG, NOW.plusSeconds(10))).isNotEmpty().allSatisfy(figure -> assertThat(
                        figure.labels().keySet())
                .isEqualTo(metric.dimension()
                        .map(dimension -> Set.of(dimension.label()))
                        .orElse(Set.of())));
        assertThat(facts.of(metric, LOG, NOW.plusSeconds(11)).isEmpty()).isEqualTo(!OF_THE_LOG.contains(metric));
    }

    @Test
    void aMismatchRateIsInPercentAndWantsAsManyComparisonsAsTheSettingsSay() {
        facts.parity(
                new ParityObserved(
                        Map.of(Category.CRITICAL, parity(20, 1), Category.DEBUG, parity(19, 19)),
                        parity(39, 20),
                        Map.of(),
                        Duration.ofMinutes(5),
                        Map.of(),
                        NOW),
                NOW);

        assertThat(facts.of(AlertMetric.PARITY_MISMATCH_RATE, LOG, NOW))
                .containsExactly(new Figure(Map.of("category", "critical"), 5));
        facts.follow(21);
        assertThat(facts.of(AlertMetric.PARITY_MISMATCH_RATE, LOG, NOW)).isEmpty();
        facts.follow(19);
        assertThat(facts.of(AlertMetric.PARITY_MISMATCH_RATE, LOG, NOW)).hasSize(2);
    }

    @Test
    void anAdapterThatIsProbedIsStillTripped() {
        facts.guard(
                new GuardObserved(
                        Map.of(
                                Adapter.WEBSOCKET, guarded(GuardState.CLOSED),
                                Adapter.REALTIME, guarded(GuardState.PROBING)),
                        Map.of(Category.SYSTEM, "mismatches"),
                        NOW),
                NOW);

        assertThat(facts.of(AlertMetric.ADAPTER_TRIPPED, LOG, NOW))
                .containsExactlyInAnyOrder(
                        new Figure(Map.of("adapter", "websocket"), 0), new Figure(Map.of("adapter", "realtime"), 1));
        assertThat(facts.of(AlertMetric.CATEGORY_ROLLED_BACK, LOG, NOW))
                .hasSize(5)
                .contains(new Figure(Map.of("category", "system"), 1), new Figure(Map.of("category", "debug"), 0));
        assertThat(facts.of(AlertMetric.DELIVERY_ERROR_RATE, LOG, NOW))
                .contains(new Figure(Map.of("adapter", "realtime"), 25));
    }

    @ParameterizedTest
    @EnumSource(BreakerState.class)
    void aBreakerThatIsHalfOpenIsNotClosedYet(BreakerState state) {
        facts.persistence(persistence(state, Map.of()), NOW);

        assertThat(value(AlertMetric.BREAKER_OPEN)).isEqualTo(state == BreakerState.CLOSED ? 0 : 1);
    }

    @Test
    void deadLettersAreThoseThatAreNotRecovered() {
        facts.persistence(
                persistence(BreakerState.CLOSED, Map.of("pending", 1L, "retrying", 2L, "recovered", 40L, "failed", 5L)),
                NOW);

        assertThat(value(AlertMetric.DEAD_LETTERS)).isEqualTo(8);
        assertThat(value(AlertMetric.DEAD_LETTERS_PENDING)).isEqualTo(3);
        assertThat(value(AlertMetric.DEAD_LETTERS_FAILED)).isEqualTo(5);
    }

    @Test
    void deadLettersThatWereNotCountedYetAreAbsentAndNotNone() {
        facts.persistence(persistence(BreakerState.CLOSED, Map.of()), NOW);

        assertThat(facts.of(AlertMetric.DEAD_LETTERS, LOG, NOW)).isEmpty();
    }

    @Test
    void theLogIsAskedItself() {
        assertThat(value(AlertMetric.LOG_BACKLOG_EVENTS)).isEqualTo(42);
        assertThat(value(AlertMetric.LOG_OLDEST_SECONDS)).isEqualTo(75);
        assertThat(value(AlertMetric.LOG_USED_PERCENT)).isEqualTo(25);
        assertThat(value(AlertMetric.LOG_ACCEPTING)).isEqualTo(1);
    }

    @Test
    void theEmergencyOverrideCountsWhereverItWasSet() {
        facts.config(config("{}", List.of()), NOW);
        assertThat(value(AlertMetric.OVERRIDE_ACTIVE)).isZero();
        assertThat(value(AlertMetric.CONFIG_REJECTED)).isZero();

        facts.config(config("dual_write: {global_override: websocket_only}", List.of(new Problem("a", "b", "c"))), NOW);
        assertThat(value(AlertMetric.OVERRIDE_ACTIVE)).isEqualTo(1);
        assertThat(value(AlertMetric.CONFIG_REJECTED)).isEqualTo(1);
    }

    private double value(AlertMetric metric) {
        List<Figure> figures = facts.of(metric, LOG, NOW);
        assertThat(figures).hasSize(1);
        return figures.get(0).value();
    }

    private void tellEverything() {
        facts.parity(
                new ParityObserved(
                        Map.of(Category.DEBUG, parity(30, 3)),
                        parity(30, 3),
                        Map.of(),
                        Duration.ofMinutes(5),
                        Map.of(),
                        NOW),
                NOW);
        facts.guard(new GuardObserved(Map.of(Adapter.REALTIME, guarded(GuardState.OPEN)), Map.of(), NOW), NOW);
        facts.persistence(persistence(BreakerState.OPEN, Map.of("pending", 1L)), NOW);
        facts.config(config("{}", List.of()), NOW);
        facts.metrics(
                new MetricsSnapshot(
                        Map.of(),
                        Map.of(),
                        0,
                        Map.of(),
                        0,
                        Map.of(Adapter.WEBSOCKET, delivery()),
                        new Activity(1.5, 2, 1, OptionalInt.of(98), 3, 4),
                        NOW),
                NOW);
    }

    private static MetricsSnapshot.Delivery delivery() {
        return new MetricsSnapshot.Delivery(true, 7, 0, 0, 0, 0, 0, 0, 0, 0, List.of(), 0, Map.of());
    }

    private static ParityFigures parity(long compared, long mismatched) {
        return new ParityFigures(0, 0, 0, Map.of(), 0, 0, 0, 0, 0, 0, compared, mismatched);
    }

    private static GuardObserved.Guarded guarded(GuardState state) {
        return new GuardObserved.Guarded(state, 1, false, OptionalDouble.of(0.25), OptionalDouble.of(120), 0, "");
    }

    private static PersistenceObserved persistence(BreakerState state, Map<String, Long> deadLetters) {
        PersistenceObserved none = PersistenceObserved.nothingYet();
        return new PersistenceObserved(
                true,
                new PersistenceObserved.Breaker("database", state, 0, 0, 0, 0),
                0,
                0,
                0,
                0,
                0,
                none.writes(),
                none.metrics(),
                "function",
                deadLetters,
                0,
                0,
                "",
                0);
    }

    private static ConfigObserved config(String yaml, List<Problem> rejected) {
        Optional<Instant> since =
                Stream.of(NOW).filter(any -> !rejected.isEmpty()).findFirst();
        return new ConfigObserved(
                TestSettings.first(TestSettings.yaml(yaml)), rejected, since, 0, List.of(), Map.of(), 0, false);
    }
}
