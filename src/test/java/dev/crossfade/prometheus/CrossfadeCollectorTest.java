package dev.crossfade.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.Alert;
import dev.crossfade.bus.AlertState;
import dev.crossfade.bus.AlertsObserved;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.Counts;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.MetricsSnapshot.Bucket;
import dev.crossfade.bus.MetricsSnapshot.Delivery;
import dev.crossfade.bus.MetricsSnapshot.Quantiles;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.bus.ParityReportReply.Verdict;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Refusal;
import dev.crossfade.config.Alerts.Severity;
import dev.crossfade.config.Flag;
import dev.crossfade.config.Layer;
import dev.crossfade.config.SettingValue;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.eventlog.LogStats;
import dev.crossfade.testkit.Scrape;
import dev.crossfade.testkit.TestSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Prometheus is shown of what the parts told. */
class CrossfadeCollectorTest {
    private static final Instant NOW = Instant.parse("2026-11-21T06:00:00Z");
    private static final Pattern README_ROW = Pattern.compile("\\| `(crossfade_\\w+)` \\| (\\w+) \\|.*");
    /** Those that a thread of its own asks for, through Micrometer. */
    private static final List<String> OF_THE_LOOPS =
            List.of("crossfade_event_loop_lag_seconds", "crossfade_event_loop_lag_seconds_max");

    private final Observations told = new Observations();
    private LogStats log = new LogStats(120, 20, 100, 5_000, 10_000, 3_000, NOW.toEpochMilli() - 90_500, true, "");

    @Test
    void theReadmeHasEveryMetricWithItsTypeAndNoOther() throws IOException {
        tellAll();
        Map<String, String> described = Files.readString(Path.of("README.md"))
                .lines()
                .map(README_ROW::matcher)
                .filter(row -> row.matches() && !OF_THE_LOOPS.contains(row.group(1)))
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

        assertThat(described).isEqualTo(scrape().types());
    }

    @Test
    void everyMetricHasAHelpText() {
        tellAll();
        Scrape scrape = scrape();
        assertThat(scrape.helps().keySet()).isEqualTo(scrape.types().keySet());
        assertThat(scrape.helps().values()).allSatisfy(help -> assertThat(help).matches("[A-Z].{10,}[^.]"));
    }

    @Test
    void openMetricsSaysTheSameAndEnds() {
        tellAll();
        String text = write(TextFormat.OPEN_METRICS);
        assertThat(text)
                .contains(
                        "# TYPE crossfade_events_received counter\n",
                        "# UNIT crossfade_delivery_latency_seconds seconds\n",
                        "# UNIT crossfade_event_log_bytes bytes\n",
                        "# TYPE crossfade_flag info\n",
                        "crossfade_events_received_total 22.0\n")
                .endsWith("# EOF\n");
    }

    @Test
    void alertsAreCountedByRuleAndState() {
        tellAll();
        Scrape scrape = scrape();
        assertThat(scrape.value("crossfade_alerts", "alert", "slow", "state", "firing"))
                .contains(1.0);
        assertThat(scrape.value("crossfade_alerts", "alert", "slow", "state", "pending"))
                .contains(1.0);
        assertThat(scrape.value("crossfade_alerts", "alert", "slow", "state", "inactive"))
                .contains(0.0);
        assertThat(scrape.value("crossfade_alerts", "alert", "dead_letters", "state", "inactive"))
                .contains(1.0);
    }

    @Test
    void labelsHaveValuesOfFixedSetsAlone() {
        tellAll();
        Map<String, List<String>> values = scrape().samples().stream()
                .flatMap(sample -> sample.labels().entrySet().stream())
                .collect(Collectors.groupingBy(
                        Map.Entry::getKey,
                        TreeMap::new,
                        Collectors.mapping(
                                Map.Entry::getValue,
                                Collectors.collectingAndThen(
                                        Collectors.toSet(),
                                        all -> all.stream().sorted().toList()))));
        assertThat(values.keySet())
                .containsExactly(
                        "adapter",
                        "alert",
                        "category",
                        "flag",
                        "le",
                        "name",
                        "reason",
                        "result",
                        "source",
                        "state",
                        "status",
                        "value");
        assertThat(values.get("adapter")).containsExactly("realtime", "websocket");
        assertThat(values.get("category"))
                .containsExactly("critical", "debug", "performance", "system", "user_activity");
        assertThat(values.get("reason"))
                .containsExactlyElementsOf(
                        Stream.of(Refusal.values()).map(Refusal::label).sorted().toList());
        assertThat(values.get("alert")).containsExactly("dead_letters", "slow");
        assertThat(values.get("state"))
                .containsExactly(
                        "degraded", "firing", "healthy", "inactive", "not_running", "pending", "probing", "tripped");
        assertThat(values.get("status")).containsExactly("failed", "pending", "recovered", "retrying");
        assertThat(values.get("name")).containsExactly("database");
        assertThat(values.get("flag")).hasSize(Flag.values().length);
        assertThat(write(TextFormat.PROMETHEUS)).doesNotContain("secret", "a type of mine");
    }

    @Test
    void whatWasReceivedWasAcceptedRefusedOrKnown() {
        told.metrics(metrics());
        Scrape scrape = scrape();
        assertThat(scrape.value("crossfade_events_accepted_total", "category", "debug"))
                .contains(5.0);
        assertThat(scrape.value("crossfade_events_accepted_total", "category", "critical"))
                .contains(0.0);
        assertThat(scrape.sum("crossfade_events_accepted_total")).isEqualTo(9);
        assertThat(scrape.value("crossfade_events_suppressed_total")).contains(2.0);
        assertThat(scrape.sum("crossfade_events_rejected_total")).isEqualTo(10);
        assertThat(scrape.value("crossfade_events_rejected_total", "reason", "invalid"))
                .contains(2.0);
        assertThat(scrape.value("crossfade_events_received_total")).contains(9.0 + 10 + 3);
    }

    @Test
    void theEventLogIsThatOfTheMoment() {
        assertThat(scrape().value("crossfade_event_log_bytes")).contains(5_000.0);
        assertThat(scrape().value("crossfade_event_log_max_bytes")).contains(10_000.0);
        assertThat(scrape().value("crossfade_event_log_backlog_events")).contains(100.0);
        assertThat(scrape().value("crossfade_event_log_oldest_seconds")).contains(90.5);

        log = new LogStats(120, 120, 100, 4_000, 10_000, 0, 0, true, "");
        assertThat(scrape().value("crossfade_event_log_backlog_events")).contains(0.0);
        assertThat(scrape().value("crossfade_event_log_oldest_seconds")).contains(0.0);
    }

    @Test
    void latenciesAreAHistogramInSeconds() {
        tellAll();
        Scrape scrape = scrape();
        String name = "crossfade_delivery_latency_seconds";
        assertThat(scrape.types()).containsEntry(name, "histogram");
        assertThat(scrape.value(name + "_bucket", "adapter", "websocket", "le", "0.001"))
                .contains(4.0);
        assertThat(scrape.value(name + "_bucket", "adapter", "websocket", "le", "0.5"))
                .contains(9.0);
        assertThat(scrape.value(name + "_bucket", "adapter", "websocket", "le", "+Inf"))
                .contains(10.0);
        assertThat(scrape.value(name + "_count", "adapter", "websocket")).contains(10.0);
        assertThat(scrape.value(name + "_sum", "adapter", "websocket")).contains(1.25);
        assertThat(scrape.value(name + "_count", "adapter", "realtime")).contains(0.0);
        assertThat(scrape.value("crossfade_persistence_write_seconds_bucket", "le", "0.005"))
                .contains(2.0);
        assertThat(scrape.value("crossfade_persistence_write_seconds_sum")).contains(0.03);
    }

    @Test
    void anAdapterIsInExactlyOneState() {
        tellAll();
        Scrape scrape = scrape();
        assertThat(scrape.value("crossfade_adapter_health", "adapter", "websocket", "state", "degraded"))
                .contains(1.0);
        assertThat(scrape.value("crossfade_adapter_health", "adapter", "realtime", "state", "not_running"))
                .contains(1.0);
        for (Adapter adapter : Adapter.values()) {
            assertThat(scrape.sum("crossfade_adapter_health", "adapter", adapter.label()))
                    .isEqualTo(1);
        }
        assertThat(scrape.value("crossfade_delivery_latency_limit_seconds", "adapter", "websocket"))
                .contains(0.2);
    }

    @Test
    void everyDualWrittenEventHasOneResultOrIsPending() {
        told.parity(parity());
        Scrape scrape = scrape();
        assertThat(scrape.sum("crossfade_parity_results_total") + scrape.sum("crossfade_parity_pending_events"))
                .isEqualTo(scrape.sum("crossfade_parity_dual_written_total"))
                .isEqualTo(20);
        assertThat(scrape.value("crossfade_parity_results_total", "category", "system", "result", "missing_realtime"))
                .contains(3.0);
        assertThat(scrape.value(
                        "crossfade_parity_irregular_deliveries_total", "category", "system", "result", "duplicate"))
                .contains(6.0);
        assertThat(scrape.value("crossfade_parity_reports_total", "adapter", "realtime", "result", "missing"))
                .contains(2.0);
    }

    @Test
    void anAdapterThatTheGuardHasTakenOutIsTrippedAndThenProbed() {
        tellAll();
        told.guard(guard(GuardState.OPEN, 0, true));
        assertThat(scrape().value("crossfade_adapter_health", "adapter", "websocket", "state", "tripped"))
                .contains(1.0);
        told.guard(guard(GuardState.PROBING, 0.1, true));
        assertThat(scrape().value("crossfade_adapter_health", "adapter", "websocket", "state", "probing"))
                .contains(1.0);
        assertThat(scrape().sum("crossfade_adapter_health", "adapter", "websocket"))
                .isEqualTo(1);
    }

    @Test
    void statesOfTheBreakerAreNumbersThatGrowWithTheTrouble() {
        Map<BreakerState, Double> numbers =
                Map.of(BreakerState.CLOSED, 0.0, BreakerState.HALF_OPEN, 1.0, BreakerState.OPEN, 2.0);
        numbers.forEach((state, number) -> {
            told.persistence(persistence(state, Map.of()));
            assertThat(scrape().value("crossfade_circuit_breaker_state", "name", "database"))
                    .contains(number);
        });
    }

    @Test
    void whatNobodyHasToldIsLeftOut() {
        assertThat(scrape().types().keySet())
                .allMatch(name ->
                        name.equals("crossfade_events_rejected_total") || name.startsWith("crossfade_event_log_"));
        told.persistence(persistence(BreakerState.OPEN, Map.of()));
        assertThat(scrape().types()).containsKey("crossfade_retries_total").doesNotContainKey("crossfade_dead_letters");
    }

    @Test
    void flagsShowTheirValueAndItsSource() {
        tellAll();
        assertThat(scrape().value(
                                "crossfade_flag_info",
                                "flag",
                                "MONITORING_DUAL_MODE",
                                "value",
                                "false",
                                "source",
                                "override"))
                .contains(1.0);
        assertThat(scrape().value("crossfade_config_version")).contains(7.0);
        assertThat(scrape().value("crossfade_config_reload_failures_total")).contains(3.0);
    }

    private void tellAll() {
        told.metrics(metrics());
        told.parity(parity());
        told.persistence(persistence(BreakerState.CLOSED, Map.of("failed", 3L)));
        told.config(config());
        told.guard(guard(GuardState.CLOSED, 1, true));
        told.alerts(alerts());
    }

    private static GuardObserved guard(GuardState state, double share, boolean degraded) {
        GuardObserved.Guarded guarded = new GuardObserved.Guarded(
                state, share, degraded, OptionalDouble.empty(), OptionalDouble.empty(), 0, "");
        return new GuardObserved(Map.of(Adapter.WEBSOCKET, guarded), Map.of(), NOW);
    }

    private static AlertsObserved alerts() {
        return new AlertsObserved(
                List.of(
                        alert("slow", AlertState.FIRING, "realtime"),
                        alert("slow", AlertState.PENDING, "websocket"),
                        alert("dead_letters", AlertState.INACTIVE, "")),
                List.of(),
                NOW);
    }

    private static Alert alert(String name, AlertState state, String adapter) {
        return new Alert(
                name,
                state,
                Severity.WARNING,
                NOW,
                OptionalDouble.of(1),
                0,
                Map.of("adapter", adapter, "team", "secret"),
                "");
    }

    private static MetricsSnapshot metrics() {
        List<Bucket> latency = List.of(new Bucket(1, 4), new Bucket(500, 9), new Bucket(Double.POSITIVE_INFINITY, 10));
        List<Bucket> none = List.of(new Bucket(1, 0), new Bucket(Double.POSITIVE_INFINITY, 0));
        return new MetricsSnapshot(
                Map.of("a type of mine", new MetricsSnapshot.Validation(1, 0, 0, 0, 0, NOW)),
                Map.of(Category.DEBUG, accepted(5, 0), Category.SYSTEM, accepted(4, 2)),
                1,
                Map.of(Refusal.MALFORMED, 1L, Refusal.INVALID, 2L, Refusal.OVERLOADED, 7L),
                3,
                Map.of(
                        Adapter.WEBSOCKET,
                        new Delivery(true, 2, 10, 20, 0, 1, 1, 1, 400, 600, latency, 1_250, Map.of()),
                        Adapter.REALTIME,
                        new Delivery(false, 0, 0, 0, 0, 0, 0, 0, 0, 0, none, 0, Map.of())),
                Activity.NONE,
                NOW);
    }

    private static ParityObserved parity() {
        ParityFigures figures = new ParityFigures(
                20, 9, 1, Map.of(Adapter.WEBSOCKET, 2L, Adapter.REALTIME, 3L), 4, 5, 6, 3, 1, 1, 15, 6);
        Quantiles lag = new Quantiles(9, 1, 2, 3);
        return new ParityObserved(
                Map.of(Category.SYSTEM, figures),
                figures,
                Map.of(Adapter.WEBSOCKET, lag, Adapter.REALTIME, lag),
                Duration.ofMinutes(5),
                Map.of(Adapter.REALTIME, Map.of(Verdict.MISSING, 2L)),
                NOW);
    }

    private static Counts accepted(long events, long suppressed) {
        return new Counts(events, events - suppressed, 0, suppressed, events, 0, 0, 0, 0);
    }

    private static PersistenceObserved persistence(BreakerState state, Map<String, Long> letters) {
        return new PersistenceObserved(
                true,
                new PersistenceObserved.Breaker("database", state, 0, 0, 0, 0),
                4,
                2,
                8,
                9,
                3,
                new PersistenceObserved.Writes(List.of(new Bucket(5, 2), new Bucket(Double.POSITIVE_INFINITY, 3)), 30),
                new PersistenceObserved.MetricsFlushes(0, 0, 0, 0),
                "function",
                letters,
                1,
                1,
                "password=secret",
                1);
    }

    private static ConfigObserved config() {
        Map<String, SettingValue> values = Stream.of(Flag.values())
                .collect(Collectors.toMap(Flag::key, flag -> new SettingValue(flag.fallback(), Layer.DEFAULT)));
        values.put(Flag.DUAL_MODE.key(), new SettingValue(false, Layer.OVERRIDE));
        values.put("database.uri", new SettingValue("postgresql://secret@host", Layer.ENV));
        SettingsSnapshot inForce = new SettingsSnapshot(7, NOW, TestSettings.defaults(), values);
        return new ConfigObserved(inForce, List.of(), Optional.empty(), 3, List.of(), Map.of(), 0, false);
    }

    private Scrape scrape() {
        return Scrape.of(write(TextFormat.PROMETHEUS));
    }

    private String write(TextFormat format) {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return new String(
                format.write(new CrossfadeCollector(told, () -> log, clock).collect()), StandardCharsets.UTF_8);
    }
}
