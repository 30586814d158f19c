package dev.crossfade.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Alert;
import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertState;
import dev.crossfade.config.AlertMetric;
import dev.crossfade.config.Alerts.Comparison;
import dev.crossfade.config.Alerts.Rule;
import dev.crossfade.config.Alerts.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class AlertBoardTest {
    private static final Map<String, String> REALTIME = Map.of("adapter", "realtime");
    private static final Map<String, String> WEBSOCKET = Map.of("adapter", "websocket");

    private final AlertBoard board = new AlertBoard();
    private Instant now = Instant.parse("2026-11-21T06:00:00Z");
    private List<Rule> rules = List.of(rule(Duration.ZERO));
    private List<Figure> figures = List.of();

    @Test
    void aRuleWhoseFigureIsNotKnownIsInactiveAndHasNoValue() {
        assertThat(tick()).isEmpty();

        assertThat(board.alerts())
                .containsExactly(new Alert(
                        "slow",
                        AlertState.INACTIVE,
                        Severity.WARNING,
                        now,
                        OptionalDouble.empty(),
                        500,
                        Map.of("team", "web"),
                        "delivery_p95_ms > 500"));
    }

    @Test
    void withoutATimeAnAlertFiresAtOnceAndOnlyOnce() {
        see(REALTIME, 501);

        assertThat(tick()).singleElement().satisfies(change -> {
            assertThat(change.firing()).isTrue();
            assertThat(change.name()).isEqualTo("slow");
            assertThat(change.value()).hasValue(501);
            assertThat(change.labels()).isEqualTo(Map.of("adapter", "realtime", "team", "web"));
            assertThat(change.since()).isEqualTo(now);
        });
        assertThat(tick(5)).isEmpty();
        assertThat(states()).containsExactly(AlertState.FIRING);
        assertThat(board.firing()).hasSize(1);
    }

    @Test
    void aFigureAtTheThresholdIsNotAboveIt() {
        see(REALTIME, 500);

        assertThat(tick()).isEmpty();
        assertThat(states()).containsExactly(AlertState.INACTIVE);
    }

    @Test
    void anAlertIsPendingForExactlyItsTimeAndThenFires() {
        rules = List.of(rule(Duration.ofSeconds(30)));
        see(REALTIME, 900);

        assertThat(tick()).isEmpty();
        assertThat(states()).containsExactly(AlertState.PENDING);
        assertThat(tick(29)).isEmpty();
        assertThat(states()).containsExactly(AlertState.PENDING);
        assertThat(tick()).singleElement().matches(AlertChanged::firing);
        assertThat(states()).containsExactly(AlertState.FIRING);
    }

    @Test
    void anAlertResolvesWithTheTimeThatItBeganToFire() {
        see(REALTIME, 900);
        tick();
        Instant began = now;
        see(REALTIME, 3);

        assertThat(tick()).singleElement().satisfies(change -> {
            assertThat(change.firing()).isFalse();
            assertThat(change.since()).isEqualTo(began);
            assertThat(change.at()).isEqualTo(now);
            assertThat(change.value()).hasValue(3);
        });
        assertThat(states()).containsExactly(AlertState.INACTIVE);
        assertThat(board.firing()).isEmpty();
    }

    @Test
    void aFlappingFigureNeverHoldsForItsTimeAndSoNeverFires() {
        rules = List.of(rule(Duration.ofSeconds(3)));
        List<AlertChanged> changes = new ArrayList<>();
        for (int second = 0; second < 600; second++) {
            see(REALTIME, second % 3 == 2 ? 1 : 900);
            changes.addAll(tick());
        }

        assertThat(changes).isEmpty();
    }

    @Test
    void everyTurnOfAFlappingFigureWithoutATimeIsOneChangeInTurn() {
        List<AlertChanged> changes = new ArrayList<>();
        for (int second = 0; second < 10; second++) {
            see(REALTIME, second % 2 == 0 ? 900 : 1);
            changes.addAll(tick());
        }

        assertThat(changes)
                .extracting(AlertChanged::firing)
                .containsExactly(true, false, true, false, true, false, true, false, true, false);
        assertThat(changes).extracting(AlertChanged::id).doesNotHaveDuplicates();
    }

    @Test
    void eachFigureHasAnAlertOfItsOwn() {
        figures = List.of(new Figure(REALTIME, 900), new Figure(WEBSOCKET, 3));

        assertThat(tick()).extracting(change -> change.labels().get("adapter")).containsExactly("realtime");
        figures = List.of(new Figure(REALTIME, 900), new Figure(WEBSOCKET, 900));
        assertThat(tick()).extracting(change -> change.labels().get("adapter")).containsExactly("websocket");
        assertThat(states()).containsExactly(AlertState.FIRING, AlertState.FIRING);
    }

    @Test
    void aRuleThatPicksOneFigureIsDeafToTheOthers() {
        rules = List.of(new Rule(
                "slow",
                AlertMetric.DELIVERY_P95_MS,
                Comparison.MORE,
                500,
                Duration.ZERO,
                Severity.WARNING,
                Map.of("adapter", "websocket")));
        see(REALTIME, 900);

        assertThat(tick()).isEmpty();
        assertThat(states()).containsExactly(AlertState.INACTIVE);
    }

    @Test
    void anAbsentFigureMakesAPendingAlertBeginAnew() {
        rules = List.of(rule(Duration.ofSeconds(30)));
        see(REALTIME, 900);
        tick(20);
        figures = List.of();
        tick();
        assertThat(states()).containsExactly(AlertState.INACTIVE);
        see(REALTIME, 900);

        assertThat(tick(30)).isEmpty();
        assertThat(tick()).singleElement().matches(AlertChanged::firing);
    }

    @Test
    void anAlertThatFiresOutlivesTheAbsenceOfItsFigureForFiveMinutes() {
        see(REALTIME, 900);
        tick();
        figures = List.of();

        assertThat(tick(299)).isEmpty();
        assertThat(states()).containsExactly(AlertState.FIRING);
        assertThat(tick()).singleElement().satisfies(change -> {
            assertThat(change.firing()).isFalse();
            assertThat(change.value()).isEmpty();
        });
    }

    @Test
    void aFigureThatComesBackInTimeKeepsItsAlertAsItWas() {
        see(REALTIME, 900);
        tick();
        figures = List.of();
        tick(200);
        see(REALTIME, 901);
        tick();
        figures = List.of();

        assertThat(tick(299)).isEmpty();
        assertThat(board.firing()).hasSize(1);
    }

    @Test
    void aRuleThatIsTakenAwayResolvesItsAlert() {
        see(REALTIME, 900);
        tick();
        rules = List.of();

        assertThat(tick()).singleElement().matches(change -> !change.firing());
        assertThat(board.alerts()).isEmpty();
    }

    @Test
    void anotherThresholdOrTimeKeepsTheStateOfTheAlert() {
        see(REALTIME, 900);
        tick();
        Rule before = rules.get(0);
        rules = List.of(changed(before, 800, Duration.ofMinutes(5), Severity.WARNING));
        assertThat(tick()).isEmpty();
        assertThat(states()).containsExactly(AlertState.FIRING);

        rules = List.of(changed(before, 1000, Duration.ZERO, Severity.WARNING));
        assertThat(tick()).singleElement().matches(change -> !change.firing());
    }

    @Test
    void anotherSeverityIsAnotherAlert() {
        see(REALTIME, 900);
        tick();
        rules = List.of(changed(rules.get(0), 500, Duration.ZERO, Severity.CRITICAL));

        assertThat(tick())
                .extracting(AlertChanged::severity, AlertChanged::firing)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Severity.WARNING, false),
                        org.assertj.core.groups.Tuple.tuple(Severity.CRITICAL, true));
    }

    @Test
    void whatFiredInAnEarlierStartByARuleThatAsksSomethingElseNowResolves() {
        see(REALTIME, 501);
        List<AlertChanged> fired = tick();
        Instant since = now;
        AlertBoard same = new AlertBoard();
        same.restore(fired, List.of(changed(rules.get(0), 900, Duration.ZERO, Severity.WARNING)), now);
        assertThat(same.firing()).isEqualTo(fired);
        AlertBoard other = new AlertBoard();
        other.restore(fired, List.of(changed(rules.get(0), 500, Duration.ZERO, Severity.CRITICAL)), now);
        assertThat(other.firing()).isEmpty();
        assertThat(other.evaluate(List.of(), metric -> List.of(), now.plusSeconds(9)))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.firing()).isFalse();
                    assertThat(change.severity()).isEqualTo(Severity.WARNING);
                    assertThat(change.since()).isEqualTo(since);
                });
        assertThat(other.evaluate(List.of(), metric -> List.of(), now.plusSeconds(10)))
                .isEmpty();
    }

    private List<AlertChanged> tick() {
        return tick(1);
    }

    private List<AlertChanged> tick(int seconds) {
        List<AlertChanged> changes = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            now = now.plusSeconds(1);
            changes.addAll(
                    board.evaluate(rules, metric -> metric == AlertMetric.DELIVERY_P95_MS ? figures : List.of(), now));
        }
        return changes;
    }

    private void see(Map<String, String> labels, double value) {
        figures = List.of(new Figure(labels, value));
    }

    private List<AlertState> states() {
        return board.alerts().stream().map(Alert::state).toList();
    }

    private static Rule rule(Duration hold) {
        return new Rule(
                "slow",
                AlertMetric.DELIVERY_P95_MS,
                Comparison.MORE,
                500,
                hold,
                Severity.WARNING,
                Map.of("team", "web"));
    }

    private static Rule changed(Rule rule, double threshold, Duration hold, Severity severity) {
        return new Rule(rule.name(), rule.metric(), rule.op(), threshold, hold, severity, rule.labels());
    }
}
