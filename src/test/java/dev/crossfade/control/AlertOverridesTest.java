package dev.crossfade.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.crossfade.bus.ChangeOverrides;
import dev.crossfade.bus.SettingsReply;
import dev.crossfade.bus.StoredOverride;
import dev.crossfade.config.AlertMetric;
import dev.crossfade.config.AlertRules;
import dev.crossfade.config.Alerts.Rule;
import dev.crossfade.config.Alerts.Severity;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.Layer;
import dev.crossfade.config.SettingsReader;
import dev.crossfade.config.SettingsReader.Text;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alert rules that operators change and make at run time. */
class AlertOverridesTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String BACKLOG = "alerts.rules.log_backlog.";
    private static final String SLOW = "alerts.rules.slow.";
    private static final Map<String, Object> WHOLE =
            Map.of(SLOW + "metric", "delivery_p95_ms", SLOW + "op", ">", SLOW + "threshold", 300);
    private static final String FILE =
            "{alerts: {rules: [{name: slow, metric: delivery_p95_ms, op: '>', threshold: 500, for: 1m, labels: {team: web}}]}}";

    @TempDir
    private Path dir;

    @Test
    void aBuiltInRuleIsAnotherUntilTheOverrideIsDroppedAndEachChangeHasItsRow() throws Exception {
        SettingsKeeper keeper = keeper("{}");
        assertThat(source(keeper, "log_backlog")).isEqualTo(Layer.DEFAULT);
        set(keeper, Map.of(BACKLOG + "threshold", 90, BACKLOG + "for", "2m", BACKLOG + "labels", List.of("team=ops")));

        Rule changed = rule(keeper, "log_backlog").orElseThrow();
        assertThat(changed.threshold()).isEqualTo(90);
        assertThat(changed.hold()).isEqualTo(Duration.ofMinutes(2));
        assertThat(changed.severity()).isEqualTo(Severity.WARNING);
        assertThat(changed.labels()).isEqualTo(Map.of("team", "ops"));
        assertThat(source(keeper, "log_backlog")).isEqualTo(Layer.OVERRIDE);
        assertThat(keeper.observed().overrides()).containsKey(BACKLOG + "threshold");
        assertThat(keeper.state().ledger().unaudited())
                .extracting(AuditRow::key, AuditRow::before, AuditRow::now)
                .contains(
                        tuple(BACKLOG + "threshold", 60L, 90L),
                        tuple(BACKLOG + "for", "60s", "2m"),
                        tuple(BACKLOG + "labels", List.of(), List.of("team=ops")));
        keeper.audited(keeper.state().ledger().unaudited());

        drop(keeper, "log_backlog");

        assertThat(rule(keeper, "log_backlog").orElseThrow().threshold()).isEqualTo(60);
        assertThat(source(keeper, "log_backlog")).isEqualTo(Layer.DEFAULT);
        assertThat(keeper.state().ledger().unaudited())
                .extracting(AuditRow::key, AuditRow::before, AuditRow::now, AuditRow::override)
                .contains(tuple(BACKLOG + "threshold", 90L, 60L, AuditRow.OverrideChange.DROPPED));
    }

    @Test
    void aNewRuleIsKeptOverARestartInTheSameVersionAndGoesWithItsOverrides() throws Exception {
        SettingsKeeper keeper = keeper("{}");
        set(keeper, WHOLE);
        assertThat(rule(keeper, "slow").orElseThrow().metric()).isEqualTo(AlertMetric.DELIVERY_P95_MS);
        set(keeper, Map.of(SLOW + "enabled", false));
        assertThat(rule(keeper, "slow").orElseThrow().enabled()).isFalse();
        assertThat(keeper.state().snapshot().settings().alerts().enabledRules())
                .extracting(Rule::name)
                .doesNotContain("slow")
                .contains("log_backlog");
        long version = keeper.state().snapshot().version();

        SettingsKeeper next = keeper("{}");
        assertThat(rule(next, "slow")).isEqualTo(rule(keeper, "slow"));
        assertThat(next.state().snapshot().version()).isEqualTo(version);
        drop(next, "slow");
        assertThat(rule(next, "slow")).isEmpty();
        assertThat(rule(keeper("{}"), "slow")).isEmpty();
    }

    @Test
    void aRuleOfTheFileKeepsWhatIsNotOverriddenAndFollowsTheFileInThat() throws Exception {
        SettingsKeeper keeper = keeper(FILE);
        assertThat(source(keeper, "slow")).isEqualTo(Layer.FILE);
        set(keeper, Map.of(SLOW + "threshold", 9));
        assertThat(rule(keeper, "slow").orElseThrow().labels()).isEqualTo(Map.of("team", "web"));
        assertThat(rule(keeper, "slow").orElseThrow().hold()).isEqualTo(Duration.ofMinutes(1));

        keeper.read(new Text("crossfade.yaml", Optional.of(FILE.replace("for: 1m", "for: 3m")), Optional.empty()));

        assertThat(rule(keeper, "slow").orElseThrow().hold()).isEqualTo(Duration.ofMinutes(3));
        assertThat(rule(keeper, "slow").orElseThrow().threshold()).isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource({
        "slow, threshold, 5, alerts.rules.slow.metric",
        "log_backlog, metric, dead_letters, alerts.rules.log_backlog.metric",
        "log_backlog, threshold, many, alerts.rules.log_backlog.threshold",
        "log_backlog, severity, loud, alerts.rules.log_backlog.severity",
        "log_backlog, colour, red, alerts.rules.log_backlog.colour",
        "1st, threshold, 5, alerts.rules.1st.threshold"
    })
    void whatIsNoRuleIsRefusedAndChangesNothing(String name, String key, String value, String field) throws Exception {
        SettingsKeeper keeper = keeper("{}");
        SettingsReply reply = keeper.change(wish(Map.of("alerts.rules." + name + "." + key, value), Set.of()));

        assertThat(reply).isInstanceOfSatisfying(SettingsReply.Invalid.class, invalid -> assertThat(invalid.problems())
                .extracting(problem -> problem.path())
                .contains(field));
        assertThat(keeper.state().ledger().overrides()).isEmpty();
    }

    @Test
    void labelsHaveToBeLabelsAndWhatABuiltInRuleIsAboutStays() throws Exception {
        SettingsKeeper keeper = keeper("{}");
        for (String label : List.of("severity=x", "__x=y", "team=", "category=debug")) {
            SettingsReply reply =
                    keeper.change(wish(Map.of("alerts.rules.parity_mismatch_system.labels", List.of(label)), Set.of()));
            assertThat(reply).as(label).isInstanceOf(SettingsReply.Invalid.class);
        }
        set(keeper, Map.of("alerts.rules.parity_mismatch_system.labels", List.of("team=a=b")));
        assertThat(rule(keeper, "parity_mismatch_system").orElseThrow().labels())
                .isEqualTo(Map.of("category", "system", "team", "a=b"));
    }

    @Test
    void aRuleThatAnotherNodeMadeInTwoStepsIsTakenOverWhole() throws Exception {
        SettingsKeeper keeper = keeper("{}");
        keeper.adopt(List.of(
                stored(SLOW + "metric", "delivery_p95_ms", NOON),
                stored(SLOW + "op", ">", NOON),
                stored(SLOW + "threshold", 70, NOON.plusSeconds(60))));

        assertThat(keeper.observed().rejected()).isEmpty();
        assertThat(rule(keeper, "slow").orElseThrow().threshold()).isEqualTo(70);
    }

    @Test
    void thereAreAtMostAHundredRulesBesidesTheBuiltInOnes() throws Exception {
        SettingsKeeper keeper = keeper("{}");
        for (int n = 0; n < 100; n++) {
            String name = "slow" + n + ".";
            set(
                    keeper,
                    WHOLE.entrySet().stream()
                            .collect(
                                    Collectors.toMap(one -> one.getKey().replace("slow.", name), Map.Entry::getValue)));
            keeper.audited(keeper.state().ledger().unaudited());
        }
        assertThat(keeper.change(wish(WHOLE, Set.of()))).isInstanceOf(SettingsReply.Invalid.class);
    }

    private static Optional<Rule> rule(SettingsKeeper keeper, String name) {
        return AlertRules.named(keeper.state().snapshot().settings().alerts(), name);
    }

    private static Layer source(SettingsKeeper keeper, String name) {
        return AlertRules.source(keeper.state().snapshot(), rule(keeper, name).orElseThrow());
    }

    private static void set(SettingsKeeper keeper, Map<String, Object> values) {
        assertThat(keeper.change(wish(values, Set.of()))).isInstanceOf(SettingsReply.InForce.class);
    }

    private static void drop(SettingsKeeper keeper, String name) {
        Set<String> keys = AlertRules.KEYS.stream()
                .map(key -> AlertRules.PREFIX + name + "." + key)
                .collect(Collectors.toSet());
        assertThat(keeper.change(wish(Map.of(), keys))).isInstanceOf(SettingsReply.InForce.class);
    }

    private static ChangeOverrides wish(Map<String, Object> set, Set<String> drop) {
        return new ChangeOverrides(set, drop, "ann", "test", OptionalLong.empty());
    }

    private static StoredOverride stored(String key, Object value, Instant at) {
        return new StoredOverride(key, value, false, "ann", "elsewhere", at, 1, "node-2");
    }

    private SettingsKeeper keeper(String yaml) throws Exception {
        SettingsReader reader = new SettingsReader(dir, Map.of(), Map.of());
        Path file = Files.writeString(dir.resolve("crossfade.yaml"), yaml);
        InstantSource noon = InstantSource.fixed(NOON);
        SettingsKeeper fresh = new SettingsKeeper(
                Configuration.read(reader, dir, Optional.of(file), NOON),
                LedgerStore.in(dir),
                noon.withZone(ZoneOffset.UTC));
        fresh.begin();
        return fresh;
    }
}
