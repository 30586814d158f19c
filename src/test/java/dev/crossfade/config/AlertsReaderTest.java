package dev.crossfade.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crossfade.config.Alerts.Comparison;
import dev.crossfade.config.Alerts.Receiver;
import dev.crossfade.config.Alerts.Rule;
import dev.crossfade.config.Alerts.Severity;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class AlertsReaderTest {
    private static final String OWN = "name: slow, metric: delivery_p95_ms, op: '>', threshold: 500";
    private static final String HOOK = "name: hook, type: webhook, url: 'https://h.example/geheim'";
    private static final String MANAGER = "name: am, type: alertmanager, url: 'http://127.0.0.1:9093'";

    @ParameterizedTest
    @CsvSource({
        "parity_mismatch_critical, 1, CRITICAL",
        "parity_mismatch_user_activity, 3, WARNING",
        "parity_mismatch_performance, 5, WARNING",
        "parity_mismatch_system, 2, WARNING",
        "parity_mismatch_debug, 10, WARNING"
    })
    void theLimitsOfParityAreTheAgreedOnes(String name, double percent, Severity severity) {
        Rule rule = rule("{}", name);

        assertThat(rule.metric()).isEqualTo(AlertMetric.PARITY_MISMATCH_RATE);
        assertThat(rule.op()).isEqualTo(Comparison.MORE);
        assertThat(rule.threshold()).isEqualTo(percent);
        assertThat(rule.severity()).isEqualTo(severity);
        assertThat(rule.labels()).containsOnly(Map.entry("category", name.replace("parity_mismatch_", "")));
    }

    @Test
    void aMismatchAlertHasTheThresholdThatParityHasForItsCategoryUnlessItsRuleSaysOtherwise() {
        String parity = "parity: {thresholds: {system: 7.5}}";

        assertThat(rule("{" + parity + "}", "parity_mismatch_system").threshold())
                .isEqualTo(7.5);
        assertThat(rule("{" + parity + "}", "parity_mismatch_critical").threshold())
                .isEqualTo(1);
        String held = ", alerts: {rules: [{name: parity_mismatch_system, for: 1m}]}}";
        assertThat(rule("{" + parity + held, "parity_mismatch_system").threshold())
                .isEqualTo(7.5);
        String own = ", alerts: {rules: [{name: parity_mismatch_system, threshold: 4}]}}";
        assertThat(rule("{" + parity + own, "parity_mismatch_system").threshold())
                .isEqualTo(4);
    }

    @Test
    void theOtherBuiltInRulesAreThere() {
        assertThat(loaded("{}").settings().alerts().rules())
                .extracting(Rule::name)
                .containsSubsequence(
                        "breaker_open",
                        "adapter_tripped",
                        "rolled_back",
                        "log_backlog",
                        "dead_letters",
                        "config_rejected",
                        "override_active")
                .hasSize(12);
    }

    @Test
    void aRuleIsReadWholly() {
        Rule rule = rule(
                "alerts: {rules: [{" + OWN + ", for: 90s, severity: critical, labels: {adapter: realtime, team: 7}}]}",
                "slow");

        assertThat(rule)
                .isEqualTo(new Rule(
                        "slow",
                        AlertMetric.DELIVERY_P95_MS,
                        Comparison.MORE,
                        500,
                        Duration.ofSeconds(90),
                        Severity.CRITICAL,
                        Map.of("adapter", "realtime", "team", "7")));
        assertThat(rule.condition()).isEqualTo("delivery_p95_ms{adapter=\"realtime\"} > 500");
        assertThat(rule.isAbout(Map.of("adapter", "realtime"))).isTrue();
        assertThat(rule.isAbout(Map.of("adapter", "websocket"))).isFalse();
    }

    @Test
    void whatIsLeftOutOfARuleHasItsDefault() {
        Rule rule = rule("alerts: {rules: [{" + OWN + "}]}", "slow");

        assertThat(rule.hold()).isZero();
        assertThat(rule.severity()).isEqualTo(Severity.WARNING);
        assertThat(rule.labels()).isEmpty();
        assertThat(rule.isAbout(Map.of("adapter", "websocket"))).isTrue();
    }

    @Test
    void aBuiltInRuleIsChangedInItsPlaceAndKeepsTheRest() {
        String yaml = "alerts: {rules: [{" + OWN + "}, {name: parity_mismatch_debug, threshold: 25, for: 1m,"
                + " severity: info, labels: {team: web}}]}";

        assertThat(rule(yaml, "parity_mismatch_debug"))
                .isEqualTo(new Rule(
                        "parity_mismatch_debug",
                        AlertMetric.PARITY_MISMATCH_RATE,
                        Comparison.MORE,
                        25,
                        Duration.ofMinutes(1),
                        Severity.INFO,
                        Map.of("category", "debug", "team", "web")));
        assertThat(loaded(yaml).settings().alerts().rules()).hasSize(13);
    }

    @ParameterizedTest
    @EnumSource(AlertMetric.class)
    void everyMetricStandsInTheShippedFile(AlertMetric metric) throws Exception {
        assertThat(Files.readString(SettingsReader.DEFAULT_FILE)).containsPattern("\\b" + metric.label() + "\\b");
    }

    @ParameterizedTest
    @CsvSource({
        "'>', 2, false",
        "'>=', 2, true",
        "'<', 2, false",
        "'<=', 2, true",
        "==, 2, true",
        "'!=', 2, false",
        "'>', 3, true",
        "'>=', 1, false",
        "'<', 1, true",
        "'<=', 3, false",
        "==, 1, false",
        "'!=', 1, true"
    })
    void everyComparisonIsWhatItsSignSays(String op, double value, boolean holds) {
        String yaml = "alerts: {rules: [{name: a, metric: active_sources, op: '" + op + "', threshold: 2}]}";

        assertThat(rule(yaml, "a").holds(value)).isEqualTo(holds);
    }

    @Test
    void receiversAreRead() {
        String yaml = "alerts: {receivers: [{" + HOOK + ", hmac_key_env: CROSSFADE_HOOK_KEY}, {" + MANAGER + "}]}";
        Alerts alerts =
                loaded(yaml, Map.of("CROSSFADE_HOOK_KEY", "k")).settings().alerts();

        assertThat(alerts.receivers())
                .containsExactly(
                        new Receiver(
                                "hook",
                                Receiver.Type.WEBHOOK,
                                URI.create("https://h.example/geheim"),
                                Optional.of("CROSSFADE_HOOK_KEY")),
                        new Receiver(
                                "am",
                                Receiver.Type.ALERTMANAGER,
                                URI.create("http://127.0.0.1:9093"),
                                Optional.empty()));
    }

    @Test
    void anAddressIsNeverShownAndAnotherOneShowsAllTheSame() {
        Loaded one = loaded("alerts: {receivers: [{" + HOOK + "}]}");
        Loaded other = loaded("alerts: {receivers: [{" + HOOK.replace("geheim", "anders") + "}]}");

        assertThat(one.values().get("alerts.receivers").value().toString())
                .contains("hook (webhook) https://h.example sha256:")
                .doesNotContain("geheim")
                .isNotEqualTo(other.values().get("alerts.receivers").value().toString());
        assertThat(one.settings().alerts().toString()).doesNotContain("geheim");
    }

    @Test
    void anEnvironmentVariableHasTheListAsYaml() {
        Loaded loaded = loaded("{}", Map.of("CROSSFADE_ALERTS_RULES", "[{" + OWN + "}]"));

        assertThat(loaded.settings().alerts().rules()).extracting(Rule::name).contains("slow");
        assertThat(loaded.values().get("alerts.rules"))
                .isEqualTo(new SettingValue(List.of("slow: delivery_p95_ms > 500 for 0s, warning {}"), Layer.ENV));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                rules("metric: breaker_open, op: '>', threshold: 1", "[0].name", "missing", "letters, digits"),
                rules("name: a-b, metric: breaker_open, op: '>', threshold: 1", "[0].name", "a-b", "letters, digits"),
                rules(OWN + "}, {" + OWN, "[1].name", "slow", "a name that no other has"),
                rules("name: a, metric: cpu, op: '>', threshold: 1", "[0].metric", "cpu", "log_backlog_events"),
                rules(
                        "name: a, metric: breaker_open, op: '=>', threshold: 1",
                        "[0].op",
                        "=>",
                        "one of > >= < <= == !="),
                rules("name: a, metric: breaker_open, op: '>'", "[0].threshold", "missing", "a number"),
                rules("name: a, metric: breaker_open, op: '>', threshold: NaN", "[0].threshold", "NaN", "a number"),
                rules(OWN + ", for: 30", "[0].for", "30", "with its unit"),
                rules(OWN + ", severity: bad", "[0].severity", "bad", "one of critical, warning, info"),
                rules(OWN + ", labels: [a]", "[0].labels", "a list", "a section"),
                rules(OWN + ", labels: {a-b: c}", "[0].labels.a-b", "c", "a label's name"),
                rules(OWN + ", labels: {__a: c}", "[0].labels.__a", "c", "a label's name"),
                rules(OWN + ", labels: {a: ''}", "[0].labels.a", "empty", "1 to 128"),
                rules(OWN + ", labels: {alertname: x}", "[0].labels.alertname", "x", "another name"),
                rules(
                        OWN + ", labels: {adapter: pigeon}",
                        "[0].labels.adapter",
                        "pigeon",
                        "one of websocket, realtime"),
                rules(OWN + ", labels: " + labels(17), "[0].labels", "17 labels", "at most 16"),
                rules(OWN + ", weather: rain", "[0].weather", "unknown key", "one of"),
                rules(
                        "name: breaker_open, metric: dead_letters",
                        "[0].metric",
                        "dead_letters",
                        "nothing: the built-in"),
                rules("name: breaker_open, op: '<'", "[0].op", "<", "nothing: the built-in"),
                rules(
                        "name: parity_mismatch_debug, labels: {category: system}",
                        "[0].labels.category",
                        "system",
                        "debug, what the built-in rule is about"),
                arguments("alerts: {rules: {a: b}}", "alerts.rules", "a section", "a list of sections"),
                arguments("alerts: {rules: " + many(101) + "}", "alerts.rules", "101 items", "at most 100"),
                receivers("type: webhook, url: 'http://h'", "[0].name", "missing", "letters"),
                receivers(HOOK + "}, {" + HOOK, "[1].name", "hook", "a name that no other has"),
                receivers("name: a, type: email, url: 'http://h'", "[0].type", "email", "one of webhook, alertmanager"),
                receivers("name: a, type: webhook, url: 'ftp://h'", "[0].url", "(hidden)", "http:// or https://"),
                receivers("name: a, type: webhook, url: 'http:///x'", "[0].url", "(hidden)", "with a host"),
                receivers("name: a, type: webhook, url: 'http://u:p@h'", "[0].url", "(hidden)", "without user"),
                receivers("name: a, type: webhook, url: 'http://h:99999'", "[0].url", "(hidden)", "http://"),
                receivers(HOOK + ", hmac_key_env: a-b", "[0].hmac_key_env", "a-b", "the name of an environment"),
                receivers(HOOK + ", hmac_key_env: NOT_SET", "[0].hmac_key_env", "NOT_SET", "a variable that is set"),
                receivers(MANAGER + ", hmac_key_env: NOT_SET", "[0].hmac_key_env", "NOT_SET", "type webhook"),
                receivers(
                        "name: a, type: alertmanager, url: 'http://h/am/api/v2/alerts/'",
                        "[0].url",
                        "(hidden)",
                        "is added"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void oneMistakeIsOneProblemThatNamesIt(String yaml, String path, String value, String expected) {
        Rejected rejected = (Rejected) read(yaml, Map.of());

        assertThat(rejected.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.value()).isEqualTo(value);
            assertThat(problem.expected()).contains(expected);
        });
    }

    private static Arguments rules(String items, String path, String value, String expected) {
        return arguments("alerts: {rules: [{" + items + "}]}", "alerts.rules" + path, value, expected);
    }

    private static Arguments receivers(String items, String path, String value, String expected) {
        return arguments("alerts: {receivers: [{" + items + "}]}", "alerts.receivers" + path, value, expected);
    }

    private static String labels(int count) {
        return IntStream.range(0, count).mapToObj(i -> "l" + i + ": x").collect(Collectors.joining(", ", "{", "}"));
    }

    private static String many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{" + OWN.replace("slow", "r" + i) + "}")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static Rule rule(String yaml, String name) {
        return loaded(yaml).settings().alerts().rules().stream()
                .filter(rule -> rule.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Loaded loaded(String yaml) {
        return loaded(yaml, Map.of());
    }

    private static Loaded loaded(String yaml, Map<String, String> environment) {
        return (Loaded) read(yaml, environment);
    }

    private static Reading read(String yaml, Map<String, String> environment) {
        return new SettingsReader(Path.of("data"), environment, Map.of()).read("test.yaml", yaml);
    }
}
