package dev.crossfade.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.DualWrite.AdapterHealth;
import dev.crossfade.config.DualWrite.CategoryPlan;
import dev.crossfade.config.DualWrite.CircuitBreaker;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.ClassificationRule;
import dev.crossfade.event.Route;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsReaderTest {
    private static final String HASH = "0".repeat(64);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{database: {mode: 'postgresql://u:hush@h/d'}}",
                "database: {uri: *hush}",
                "database: {uri: !hush x}",
                "http: {host: 'http://u:hush@h'}"
            })
    void aSecretInTheWrongPlaceIsNotSaid(String yaml) {
        assertThat(((Rejected) read(yaml, Map.of())).problems()).isNotEmpty().noneMatch(problem -> problem.toString()
                .contains("hush"));
    }

    @Test
    void theDefaultsOfTheMigrationAreTheAgreedOnes() {
        DualWrite dualWrite = loaded("{}").settings().dualWrite();

        assertThat(dualWrite.categories())
                .containsOnly(
                        Map.entry(Category.CRITICAL, new CategoryPlan(true, 100, Route.DUAL, true)),
                        Map.entry(Category.PERFORMANCE, new CategoryPlan(true, 50, Route.WEBSOCKET, true)),
                        Map.entry(Category.USER_ACTIVITY, new CategoryPlan(false, 0, Route.REALTIME, true)),
                        Map.entry(Category.SYSTEM, new CategoryPlan(true, 100, Route.DUAL, true)),
                        Map.entry(Category.DEBUG, new CategoryPlan(false, 0, Route.NONE, true)));
        assertThat(dualWrite.globalOverride()).isEmpty();
        assertThat(dualWrite.adapterHealth())
                .containsOnly(
                        Map.entry(Adapter.WEBSOCKET, new AdapterHealth(0.05, Duration.ofMillis(200))),
                        Map.entry(Adapter.REALTIME, new AdapterHealth(0.05, Duration.ofMillis(150))));
        assertThat(dualWrite.circuitBreaker()).isEqualTo(new CircuitBreaker(true, 0.05, Duration.ofSeconds(30), 2.0));
    }

    @Test
    void theDefaultsOfTheFlagsAreTheAgreedOnes() {
        assertThat(loaded("{}").settings().flags())
                .isEqualTo(new Flags(
                        true,
                        Flags.AdapterType.REALTIME,
                        true,
                        true,
                        false,
                        Duration.ofMinutes(5),
                        true,
                        1000,
                        Duration.ofSeconds(5)));
    }

    @Test
    void theOtherDefaultsAreTheAgreedOnes() {
        Settings settings = loaded("{}").settings();

        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        assertThat(settings.http().port()).isEqualTo(8080);
        assertThat(settings.http().maxBody()).isEqualTo(8 << 20);
        assertThat(settings.ingest().maxEventBytes()).isEqualTo(256 << 10);
        assertThat(settings.eventLog().maxBytes()).isEqualTo(10L << 30);
        assertThat(settings.eventLog().syncInterval()).isZero();
        assertThat(settings.eventLog().maxAge()).contains(settings.retention().events());
        assertThat(settings.eventLog().duplicates())
                .isEqualTo(new Settings.Log.Duplicates(Duration.ofMinutes(10), 500_000));
        assertThat(settings.database().retry().maxDelay()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.retention().events()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.retention().metrics()).isEqualTo(Duration.ofDays(90));
        assertThat(settings.checksums().algorithms())
                .containsEntry(Category.CRITICAL, ChecksumAlgorithm.SHA256)
                .containsEntry(Category.DEBUG, ChecksumAlgorithm.CRC32)
                .hasSize(5);
        assertThat(settings.parity())
                .isEqualTo(new Settings.Parity(
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(5),
                        20,
                        Map.of(
                                Category.CRITICAL, 1.0,
                                Category.USER_ACTIVITY, 3.0,
                                Category.PERFORMANCE, 5.0,
                                Category.SYSTEM, 2.0,
                                Category.DEBUG, 10.0),
                        300_000));
        assertThat(settings.dataDir()).isEqualTo(Path.of("data"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "None"})
    void theBoundOnAgeCanBeLeftOut(String none) {
        assertThat(loaded("event_log: {max_age: " + none + "}")
                        .settings()
                        .eventLog()
                        .maxAge())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} # only words\n", "--- {}\n", "http:\ndual_write:\n"})
    void aFileThatSetsNothingLeavesTheDefaults(String yaml) {
        assertThat(loaded(yaml)).isEqualTo(loaded("{}"));
    }

    @Test
    void theLaterLayerWinsAndIsNamed() {
        SettingsReader reader = new SettingsReader(
                Path.of("d"),
                Map.of("CROSSFADE_HTTP_PORT", "2", "CROSSFADE_HTTP_MAX_CONNECTIONS", "20"),
                Map.of("http.port", "3"));
        Loaded loaded = (Loaded) reader.read("f", "http: {port: 1, max_connections: 10, max_body: 1MiB}");

        assertThat(loaded.settings().http().port()).isEqualTo(3);
        assertThat(loaded.settings().http().maxConnections()).isEqualTo(20);
        assertThat(loaded.settings().http().maxBody()).isEqualTo(1 << 20);
        assertThat(loaded.sources())
                .containsEntry("http.port", Layer.OPTION)
                .containsEntry("http.max_connections", Layer.ENV)
                .containsEntry("http.max_body", Layer.FILE)
                .containsEntry("http.host", Layer.DEFAULT);
    }

    @Test
    void theSeedsEnvironmentSetsWhatItNames() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "DUAL_WRITE_CRITICAL_PERCENTAGE", "90",
                "DUAL_WRITE_USER_ACTIVITY_PERCENTAGE", "0.5",
                "DUAL_WRITE_GLOBAL_OVERRIDE", "null",
                "ADAPTER_WEBSOCKET_ERROR_THRESHOLD", "0.1",
                "ADAPTER_REALTIME_LATENCY_THRESHOLD_MS", "75",
                "CIRCUIT_BREAKER_ENABLED", "no",
                "CIRCUIT_BREAKER_FAILURE_THRESHOLD", "0.2",
                "CIRCUIT_BREAKER_RECOVERY_TIME_S", "0.5",
                "CIRCUIT_BREAKER_LATENCY_MULTIPLIER", "3"));
        environment.putAll(Map.of(
                "MONITORING_ADAPTER_TYPE", "dual",
                "MONITORING_DUAL_MODE", "0",
                "MONITORING_VALIDATION_STRICT", "ON",
                "MONITORING_METRICS_FLUSH_INTERVAL", "60",
                "MONITORING_METRICS_PERSISTENCE", "off",
                "MONITORING_BATCH_SIZE", " 500 ",
                "MONITORING_TIMEOUT_MS", "1500"));
        Loaded loaded = loaded("{}", environment);

        DualWrite dualWrite = loaded.settings().dualWrite();
        assertThat(dualWrite.categories().get(Category.CRITICAL).percentage()).isEqualTo(90);
        assertThat(dualWrite.categories().get(Category.USER_ACTIVITY).percentage())
                .isEqualTo(0.5);
        assertThat(dualWrite.globalOverride()).isEmpty();
        assertThat(dualWrite.adapterHealth().get(Adapter.WEBSOCKET).errorThreshold())
                .isEqualTo(0.1);
        assertThat(dualWrite.adapterHealth().get(Adapter.REALTIME).latencyThreshold())
                .isEqualTo(Duration.ofMillis(75));
        assertThat(dualWrite.circuitBreaker()).isEqualTo(new CircuitBreaker(false, 0.2, Duration.ofMillis(500), 3));
        assertThat(loaded.settings().flags())
                .isEqualTo(new Flags(
                        true,
                        Flags.AdapterType.DUAL,
                        false,
                        true,
                        true,
                        Duration.ofMinutes(1),
                        false,
                        500,
                        Duration.ofMillis(1500)));
        assertThat(loaded.sources())
                .containsEntry("dual_write.categories.critical.percentage", Layer.ENV)
                .containsEntry("dual_write.global_override", Layer.ENV)
                .containsEntry("flags.MONITORING_TIMEOUT_MS", Layer.ENV)
                .containsEntry("flags.MONITORING_USE_ADAPTER", Layer.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "none", "", "None"})
    void theEnvironmentCanTakeTheFilesOverrideAway(String none) {
        Loaded loaded =
                loaded("dual_write: {global_override: websocket_only}", Map.of("DUAL_WRITE_GLOBAL_OVERRIDE", none));

        assertThat(loaded.settings().dualWrite().globalOverride()).isEmpty();
    }

    @Test
    void anOverrideNamesItsAdapter() {
        assertThat(loaded("dual_write: {global_override: realtime_only}")
                        .settings()
                        .dualWrite()
                        .globalOverride())
                .contains(Adapter.REALTIME);
    }

    @Test
    void anyOtherKeyHasItsOwnVariable() {
        Settings settings = loaded(
                        "{}",
                        Map.of(
                                "CROSSFADE_DATABASE_MODE", "external",
                                "CROSSFADE_DATABASE_URI", "postgres://u:p%40ss@db.example:5433/events",
                                "CROSSFADE_DATABASE_RETRY_MAX_DELAY", "9s",
                                "CROSSFADE_HTTP_ALLOWED_ORIGINS", "https://A.example, http://localhost:3000",
                                "CROSSFADE_DUAL_WRITE_CATEGORIES_DEBUG_ADAPTERS", "websocket,realtime",
                                "CROSSFADE_AUTH_MODE", "keys",
                                "CROSSFADE_AUTH_KEYS", "[{name: a, roles: [read, admin], sha256: " + HASH + "}]",
                                "CROSSFADE_HTTP_HOST", "0.0.0.0"))
                .settings();

        assertThat(settings.database().uri()).contains(URI.create("postgres://u:p%40ss@db.example:5433/events"));
        assertThat(settings.database().retry().maxDelay()).isEqualTo(Duration.ofSeconds(9));
        assertThat(settings.http().allowedOrigins()).containsExactly("https://a.example", "http://localhost:3000");
        assertThat(settings.dualWrite().categories().get(Category.DEBUG).adapters())
                .isEqualTo(Route.DUAL);
        assertThat(settings.auth().keys())
                .containsExactly(
                        new Settings.Auth.Key("a", Set.of(Settings.Auth.Role.READ, Settings.Auth.Role.ADMIN), HASH));
    }

    @Test
    void partOfACategoryCanBeSetAlone() {
        Loaded loaded = loaded("dual_write: {categories: {performance: {percentage: 12.5}}}");

        assertThat(loaded.settings().dualWrite().categories().get(Category.PERFORMANCE))
                .isEqualTo(new CategoryPlan(true, 12.5, Route.WEBSOCKET, true));
    }

    @Test
    void rulesKeepTheirOrder() {
        assertThat(loaded("classification: {rules: [{type: a, category: debug}, {prefix: b., category: Critical}]}")
                        .settings()
                        .classification()
                        .rules())
                .containsExactly(
                        new ClassificationRule(Optional.of("a"), Optional.empty(), Category.DEBUG),
                        new ClassificationRule(Optional.empty(), Optional.of("b."), Category.CRITICAL));
    }

    @Test
    void aHashOfNothingButDigitsStaysText() {
        Loaded loaded = loaded("auth: {mode: keys, keys: [{name: on, roles: [read], sha256: " + HASH + "}]}");

        assertThat(loaded.settings().auth().keys().get(0).sha256()).isEqualTo(HASH);
        assertThat(loaded.settings().auth().keys().get(0).name()).isEqualTo("on");
    }

    @Test
    void anchorsAndMergesAreRead() {
        Loaded loaded = loaded("""
                dual_write:
                  categories:
                    performance: &half {percentage: 50, adapters: [websocket, realtime]}
                    debug: {<<: *half, enabled: on}
                """);

        assertThat(loaded.settings().dualWrite().categories().get(Category.DEBUG))
                .isEqualTo(new CategoryPlan(true, 50, Route.DUAL, true));
    }

    @Test
    void theAdaptersCanBeTurnedOffByOneSetting() {
        String shipped = "flags: {MONITORING_USE_ADAPTER: true, MONITORING_DUAL_MODE: true}";

        assertThat(loaded("flags: {MONITORING_USE_ADAPTER: false}")
                        .settings()
                        .flags()
                        .useAdapter())
                .isFalse();
        assertThat(loaded(shipped, Map.of("MONITORING_USE_ADAPTER", "false"))
                        .settings()
                        .flags()
                        .useAdapter())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.8.7", "::1", "0:0:0:0:0:0:0:1", "localhost", "LocalHost"})
    void aLoopbackHostNeedsNoKeys(String host) {
        assertThat(loaded("http: {host: '" + host + "'}").settings().http().host())
                .isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0.0.0.0", "::", "192.168.1.1", "127.example.org", "127.0.0.1.example.org", "localhost.example"})
    void anyOtherHostNeedsKeys(String host) {
        String auth = "auth: {mode: keys, keys: [{name: a, roles: [read], sha256: " + HASH + "}]}";

        assertThat(read("http: {host: '" + host + "'}", Map.of())).isInstanceOf(Rejected.class);
        assertThat(read("http: {host: '" + host + "'}\n" + auth, Map.of())).isInstanceOf(Loaded.class);
    }

    @Test
    void variablesOfOtherProgramsArePassedOver() {
        Loaded loaded = loaded(
                "{}",
                Map.of(
                        "PATH",
                        "/bin",
                        "CROSSFADE_SERVICE_HOST",
                        "10.0.0.1",
                        "CROSSFADE_PORT_8080_TCP_ADDR",
                        "10.0.0.1",
                        "CROSSFADE_PORT",
                        "tcp://10.0.0.1:80",
                        "CROSSFADE_WEB_SERVICE_PORT_HTTP",
                        "80",
                        "CROSSFADE_KEY",
                        "secret",
                        "CROSSFADE_LOG_LEVEL",
                        "debug",
                        "MONITORING_STACK",
                        "grafana",
                        "CIRCUIT_BREAKER_TIMEOUT",
                        "3s"));

        assertThat(loaded.notices()).isEmpty();
    }

    @Test
    void aMissingFileIsNoticed() {
        Loaded loaded = (Loaded) new SettingsReader(Path.of("data"), Map.of(), Map.of()).readWithoutFile();

        assertThat(loaded.settings()).isEqualTo(loaded("{}").settings());
        assertThat(loaded.notices())
                .containsExactly("there is no configuration file: the built-in defaults are in force");
    }

    @Test
    void whatMaySurpriseIsNoticed() {
        Loaded loaded =
                loaded("dual_write: {categories: {critical: {adapters: []}}}", Map.of("MONITORING_BATCHSIZE", "1"));

        assertThat(loaded.notices())
                .containsExactly(
                        "dual_write.categories.critical has no adapters: its events are kept but delivered to nobody",
                        "the environment variable MONITORING_BATCHSIZE is not read;"
                                + " the nearest that is read is MONITORING_BATCH_SIZE");
    }

    @ParameterizedTest
    @CsvSource({
        "DUAL_WRITE_DEBUG_ENABLED, CROSSFADE_DUAL_WRITE_CATEGORIES_DEBUG_ENABLED",
        "DUAL_WRITE_DEBUG_ADAPTERS, CROSSFADE_DUAL_WRITE_CATEGORIES_DEBUG_ADAPTERS",
        "DUAL_WRITE_CATEGORIES_DEBUG_ENABLED, CROSSFADE_DUAL_WRITE_CATEGORIES_DEBUG_ENABLED",
        "DUAL_WRITE_DEBUG_PERCENT, DUAL_WRITE_DEBUG_PERCENTAGE",
        "MONITORING_TIMEOUT, MONITORING_TIMEOUT_MS",
        "MONITORING_BATCHSIZE, MONITORING_BATCH_SIZE",
        "MONITORING_VALIDATION, MONITORING_ENABLE_VALIDATION",
        "ADAPTER_REALTIME_LATENCY_THRESHOLD, ADAPTER_REALTIME_LATENCY_THRESHOLD_MS",
        "CIRCUIT_BREAKER_THRESHOLD, CIRCUIT_BREAKER_FAILURE_THRESHOLD"
    })
    void aVariableThatIsNotReadThoughItIsMeantToIsNoticedWithTheOneThatIs(String wrong, String right) {
        assertThat(loaded("{}", Map.of(wrong, "true")).notices())
                .containsExactly(
                        "the environment variable " + wrong + " is not read; the nearest that is read is " + right);
    }

    @Test
    void aVariableThatCanOnlyBeOursIsNoticedAlsoWhereNoneIsNear() {
        assertThat(loaded("{}", Map.of("DUAL_WRITE_EVERYTHING", "true")).notices())
                .containsExactly("the environment variable DUAL_WRITE_EVERYTHING is not read, and none is near");
    }

    @Test
    void aPoolerThatSharesItsSessionsIsNoticed() {
        String uri = "database: {mode: external, uri: 'postgresql://a:b@pooler.example.com:%d/postgres'}";

        assertThat(loaded(uri.formatted(6543)).notices())
                .singleElement()
                .asString()
                .startsWith("database.uri has the port 6543")
                .doesNotContain("a:b");
        assertThat(loaded(uri.formatted(5432)).notices()).isEmpty();
    }

    private static Loaded loaded(String yaml) {
        return loaded(yaml, Map.of());
    }

    private static Loaded loaded(String yaml, Map<String, String> environment) {
        Reading reading = read(yaml, environment);
        assertThat(reading).isInstanceOf(Loaded.class);
        return (Loaded) reading;
    }

    private static Reading read(String yaml, Map<String, String> environment) {
        return new SettingsReader(Path.of("data"), environment, Map.of()).read("test.yaml", yaml);
    }
}
