package dev.crossfade.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.crossfade.testkit.BrokenFile;
import dev.crossfade.testkit.EnvironmentSample;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BrokenConfigurationTest {
    private static final String HASH = "0123456789".repeat(6) + "abcd";

    static Stream<Arguments> files() {
        return Stream.of(
                // wrong kinds of value
                broken("http: {port: 70000}", "http.port", "70000", "a whole number from 0 to 65535"),
                broken("http: {port: -1}", "http.port", "-1", "a whole number from 0 to 65535"),
                broken("http: {port: web}", "http.port", "web", "a whole number"),
                broken("http: {port: 80.5}", "http.port", "80.5", "a whole number"),
                broken("http: {port: [1, 2]}", "http.port", "a list", "a whole number"),
                broken("http: {port: }", "http.port", "nothing", "a whole number"),
                broken("http: {max_body: 8 bananas}", "http.max_body", "8 bananas", "a size from 1KiB to 1GiB"),
                broken("http: {max_body: 2GiB}", "http.max_body", "2GiB", "a size from 1KiB to 1GiB"),
                broken("http: {max_body: 99999999999TiB}", "http.max_body", "99999999999TiB", "a size"),
                broken("http: {client_buffer: 1KiB}", "http.client_buffer", "1KiB", "a size from 64KiB"),
                broken("http: {host: 'localhost:8080'}", "http.host", "localhost:8080", "without a port"),
                broken("http: {host: ''}", "http.host", "empty", "a host name"),
                broken("http: {host: 'a b'}", "http.host", "a b", "a host name"),
                broken(
                        "http: {allowed_origins: https://a.example}",
                        "http.allowed_origins",
                        "https://a.example",
                        "a list"),
                broken("http: {allowed_origins: ['*']}", "http.allowed_origins[0]", "*", "scheme://host"),
                broken("shutdown: {timeout: 30}", "shutdown.timeout", "30", "with its unit"),
                broken("shutdown: {timeout: 30 parsecs}", "shutdown.timeout", "30 parsecs", "with its unit"),
                broken("shutdown: {timeout: 0s}", "shutdown.timeout", "0s", "a duration from 1s to 1h"),
                broken("event_log: {max_age: 0s}", "event_log.max_age", "0s", "y, or none"),
                broken("event_log: {duplicate_ids: -1}", "event_log.duplicate_ids", "-1", "a whole number from 0"),
                broken("retention: {events: 1m}", "retention.events", "1m", "a duration from 1h"),
                broken("self_monitoring: {enabled: maybe}", "self_monitoring.enabled", "maybe", "true or false"),
                broken("ingest: {sticky_key: name}", "ingest.sticky_key", "name", "one of id, source"),
                broken("checksum: {debug: md5}", "checksum.debug", "md5", "one of crc32, sha256, hmac-sha256"),
                broken(
                        "checksum: {debug: hmac-sha256}",
                        "checksum.debug",
                        "hmac-sha256",
                        "names a variable with a key"),
                broken("checksum: {hmac_key_env: 'k:geheim'}", "checksum.hmac_key_env", "(hidden)", "the name of"),
                broken(
                        "checksum: {hmac_key_env: NOT_SET}",
                        "checksum.hmac_key_env",
                        "NOT_SET",
                        "a variable that is set"),
                // flags and the migration
                broken("flags: {MONITORING_USE_ADAPTER: ja}", "flags.MONITORING_USE_ADAPTER", "ja", "true or false"),
                broken(
                        "flags: {MONITORING_ADAPTER_TYPE: tcp}",
                        "flags.MONITORING_ADAPTER_TYPE",
                        "tcp",
                        "one of websocket"),
                broken("flags: {MONITORING_BATCH_SIZE: 0}", "flags.MONITORING_BATCH_SIZE", "0", "from 1 to 10000"),
                broken(
                        "flags: {MONITORING_BATCH_SIZE: 10001}",
                        "flags.MONITORING_BATCH_SIZE",
                        "10001",
                        "from 1 to 10000"),
                broken("flags: {MONITORING_TIMEOUT_MS: 5s}", "flags.MONITORING_TIMEOUT_MS", "5s", "a whole number"),
                broken(
                        "dual_write: {categories: {debug: {percentage: 101}}}",
                        "dual_write.categories.debug.percentage",
                        "101",
                        "a number from 0 to 100"),
                broken(
                        "dual_write: {categories: {debug: {percentage: .nan}}}",
                        "dual_write.categories.debug.percentage",
                        ".nan",
                        "a number from 0 to 100"),
                broken(
                        "dual_write: {categories: {debug: {adapters: [carrier_pigeon]}}}",
                        "dual_write.categories.debug.adapters[0]",
                        "carrier_pigeon",
                        "one of websocket, realtime"),
                broken(
                        "dual_write: {categories: {debug: {adapters: [websocket, Websocket]}}}",
                        "dual_write.categories.debug.adapters[1]",
                        "Websocket",
                        "only once"),
                broken("dual_write: {global_override: dual}", "dual_write.global_override", "dual", "websocket_only"),
                broken(
                        "dual_write: {adapter_health: {websocket: {error_threshold: 5}}}",
                        "dual_write.adapter_health.websocket.error_threshold",
                        "5",
                        "a number from 0 to 1"),
                // what belongs together
                broken(
                        "flags: {MONITORING_VALIDATION_STRICT: true, MONITORING_ENABLE_VALIDATION: false}",
                        "flags.MONITORING_VALIDATION_STRICT",
                        "true",
                        "false while MONITORING_ENABLE_VALIDATION is false"),
                broken(
                        "flags: {MONITORING_USE_ADAPTER: false, MONITORING_DUAL_MODE: true}",
                        "flags.MONITORING_DUAL_MODE",
                        "true",
                        "false while MONITORING_USE_ADAPTER is false"),
                broken("http: {host: 0.0.0.0}", "http.host", "0.0.0.0", "set auth.mode to keys"),
                broken("auth: {mode: keys}", "auth.keys", "no key", "at least one key"),
                broken("database: {mode: external}", "database.uri", "none", "postgresql://user:password@host"),
                broken("database: {uri: 'postgresql://h/d'}", "database.uri", "(hidden)", "none while database.mode"),
                broken(
                        "database: {retry: {initial_delay: 10s}}",
                        "database.retry.initial_delay",
                        "10s",
                        "at most database.retry.max_delay"),
                broken("http: {max_body: 64KiB}", "ingest.max_event_bytes", "256KiB", "at most http.max_body"),
                broken(
                        "ingest: {max_in_flight: 10}",
                        "ingest.max_batch_events",
                        "10000",
                        "at most ingest.max_in_flight"),
                // keys and rules
                broken(
                        "auth: {keys: [{roles: [read], sha256: " + HASH + "}]}",
                        "auth.keys[0].name",
                        "missing",
                        "letters, digits"),
                broken(
                        "auth: {keys: [{name: a, sha256: " + HASH + "}]}",
                        "auth.keys[0].roles",
                        "no role",
                        "ingest, read"),
                broken(
                        "auth: {keys: [{name: a, roles: [root], sha256: " + HASH + "}]}",
                        "auth.keys[0].roles[0]",
                        "root",
                        "one of ingest, read, admin"),
                broken(
                        "auth: {keys: [{name: a, roles: [read], sha256: ABC}]}",
                        "auth.keys[0].sha256",
                        "(hidden)",
                        "64 lower-case hex"),
                broken(
                        "auth: {keys: [&k {name: a, roles: [read], sha256: " + HASH + "}, *k]}",
                        "auth.keys[1].name",
                        "a",
                        "a name that no other key has"),
                broken(
                        "auth: {keys: [{name: guard, roles: [read], sha256: " + HASH + "}]}",
                        "auth.keys[0].name",
                        "guard",
                        "another name"),
                broken("auth: {keys: {a: b}}", "auth.keys", "a section", "a list of sections"),
                broken(
                        "classification: {rules: [{type: a, prefix: b, category: debug}]}",
                        "classification.rules[0].type",
                        "both type and prefix",
                        "either"),
                broken(
                        "classification: {rules: [{type: a, category: weather}]}",
                        "classification.rules[0].category",
                        "weather",
                        "one of critical"),
                // what nobody knows
                broken("http: {prot: 80}", "http.prot", "unknown key", "the nearest is http.port"),
                broken("htpp: {port: 80}", "htpp", "unknown key", "the nearest is http"),
                broken("weather: rain", "weather", "unknown key", "a known key, one of alerts, auth, checksum"),
                broken("shutdown: {weather: rain}", "shutdown.weather", "unknown key", "one of timeout"),
                broken("max_body: 1MiB", "max_body", "unknown key", "the nearest is http.max_body"),
                broken(
                        "dual_write: {categories: {perfomance: {percentage: 1}}}",
                        "dual_write.categories.perfomance",
                        "unknown key",
                        "the nearest is dual_write.categories.performance"),
                broken(
                        "auth: {keys: [{name: a, roles: [read], sha265: x, sha256: " + HASH + "}]}",
                        "auth.keys[0].sha265",
                        "unknown key",
                        "the nearest is auth.keys[0].sha256"),
                broken("http: 8080", "http", "a text", "a section of keys"),
                // no configuration at all
                broken("~", "test.yaml", "empty", "a file with keys"),
                broken("# only words\n", "test.yaml", "empty", "a file with keys"),
                broken("---\n", "test.yaml", "empty", "a file with keys"),
                broken("just words", "test.yaml", "a text", "a section of keys"),
                broken("http: \tx: {", "test.yaml", "line 1, column 7", "valid YAML"),
                broken("http: \"\u0007\"", "test.yaml", "not readable", "valid YAML"));
    }

    private static Arguments broken(String yaml, String path, String value, String expected) {
        return arguments(yaml, path, value, expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    void oneMistakeIsOneProblemThatNamesIt(String yaml, String path, String value, String expected) {
        assertThat(problems(yaml, Map.of())).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(path);
            assertThat(problem.value()).isEqualTo(value);
            assertThat(problem.expected()).contains(expected);
        });
    }

    static Stream<Arguments> variables() {
        return Stream.of(
                arguments("MONITORING_BATCH_SIZE", "many", "many", "a whole number from 1 to 10000"),
                arguments("MONITORING_USE_ADAPTER", "", "empty", "true or false"),
                arguments("MONITORING_METRICS_FLUSH_INTERVAL", "0", "0", "from 1 to"),
                arguments("DUAL_WRITE_CRITICAL_PERCENTAGE", "150", "150", "a number from 0 to 100"),
                arguments("DUAL_WRITE_GLOBAL_OVERRIDE", "both", "both", "websocket_only"),
                arguments("ADAPTER_REALTIME_ERROR_THRESHOLD", "NaN", "NaN", "a number from 0 to 1"),
                arguments("ADAPTER_WEBSOCKET_LATENCY_THRESHOLD_MS", "200ms", "200ms", "a number"),
                arguments("CIRCUIT_BREAKER_RECOVERY_TIME_S", "soon", "soon", "a number"),
                arguments("CROSSFADE_HTTP_PORT", "tcp://10.0.0.1:80", "tcp://10.0.0.1:80", "a whole number"),
                arguments("CROSSFADE_HTTP_HOST", "::", "::", "set auth.mode to keys"),
                arguments("CROSSFADE_DATABASE_URI", "mysql://u:geheim@h/d", "(hidden)", "postgresql://"),
                arguments("CROSSFADE_AUTH_KEYS", "[{", "a text", "a list of sections"),
                arguments("CROSSFADE_HTTPS_PORT", "1", "unknown variable", "the nearest is CROSSFADE_HTTP_PORT"),
                arguments("CROSSFADE_LOG_LEVEL", "loud", "loud", "one of trace, debug, info"));
    }

    @ParameterizedTest(name = "{0}={1}")
    @MethodSource("variables")
    void aBadVariableIsOneProblemByItsName(String variable, String text, String value, String expected) {
        assertThat(problems("{}", Map.of(variable, text))).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo(variable);
            assertThat(problem.value()).isEqualTo(value);
            assertThat(problem.expected()).contains(expected);
        });
    }

    static Set<String> variablesOfTheSample() throws Exception {
        return EnvironmentSample.variables().keySet();
    }

    @ParameterizedTest
    @MethodSource("variablesOfTheSample")
    void ofAWholeEnvironmentTheOneBadVariableIsTheOnlyProblem(String variable) throws Exception {
        assertThat(problems("{}", EnvironmentSample.with(variable, "bad")))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.path()).isEqualTo(variable);
                    assertThat(problem.value()).isEqualTo("bad");
                });
    }

    @Test
    void aMistakeCountsAlsoWhereAHigherLayerCoversIt() {
        String yaml = """
                http: {port: x, allowed_origins: ['*']}
                flags: {MONITORING_BATCH_SIZE: 0}
                database: {uri: geheim}
                dual_write: {global_override: both, categories: {debug: {percentage: 101, adapters: [pigeon]}}}
                auth: {keys: [{name: a, roles: [root], sha256: %1$s}]}
                classification: {rules: [{type: a, category: weather}]}
                """.formatted(HASH);
        Map<String, String> environment = Map.of(
                "CROSSFADE_HTTP_PORT", "-1",
                "CROSSFADE_HTTP_ALLOWED_ORIGINS", "",
                "CROSSFADE_DATABASE_URI", "none",
                "CROSSFADE_DUAL_WRITE_CATEGORIES_DEBUG_ADAPTERS", "",
                "MONITORING_BATCH_SIZE", "many",
                "CROSSFADE_AUTH_KEYS", "[]",
                "CROSSFADE_CLASSIFICATION_RULES", "[]");
        Map<String, Object> overrides = new HashMap<>();
        overrides.put("flags.MONITORING_BATCH_SIZE", 5L);
        overrides.put("dual_write.global_override", null);
        overrides.put("dual_write.categories.debug.percentage", 5L);

        Rejected rejected = (Rejected) new SettingsReader(Path.of("data"), environment, Map.of("http.port", "1"))
                .withOverrides(overrides)
                .read("test.yaml", yaml);

        assertThat(rejected.problems())
                .extracting(problem -> problem.path() + " = " + problem.value())
                .containsExactlyInAnyOrder(
                        "CROSSFADE_HTTP_PORT = -1",
                        "http.port = x (file)",
                        "http.allowed_origins[0] = * (file)",
                        "auth.keys[0].roles[0] = root",
                        "classification.rules[0].category = weather",
                        "MONITORING_BATCH_SIZE = many",
                        "flags.MONITORING_BATCH_SIZE = 0 (file)",
                        "dual_write.global_override = both (file)",
                        "dual_write.categories.debug.percentage = 101 (file)",
                        "dual_write.categories.debug.adapters[0] = pigeon (file)",
                        "database.uri = (hidden) (file)");
    }

    @Test
    void whatIsCoveredIsNotInForceAndBreaksNoRuleBetweenKeys() {
        Reading reading = new SettingsReader(Path.of("data"), Map.of("MONITORING_ENABLE_VALIDATION", "true"), Map.of())
                .withOverrides(Map.of("dual_write.categories.debug.adapters", List.of("websocket")))
                .read("test.yaml", """
                        flags: {MONITORING_VALIDATION_STRICT: true, MONITORING_ENABLE_VALIDATION: false}
                        dual_write: {categories: {debug: {adapters: [realtime]}}}
                        """);

        assertThat(reading).isInstanceOf(Loaded.class);
        assertThat(((Loaded) reading).values())
                .containsEntry("flags.MONITORING_ENABLE_VALIDATION", new SettingValue(true, Layer.ENV))
                .containsEntry(
                        "dual_write.categories.debug.adapters", new SettingValue(List.of("websocket"), Layer.OVERRIDE));
    }

    @Test
    void aRuleBetweenKeysNamesWhereTheirValuesComeFrom() {
        Rejected rejected = (Rejected)
                new SettingsReader(Path.of("data"), Map.of("MONITORING_ENABLE_VALIDATION", "false"), Map.of())
                        .withOverrides(Map.of("flags.MONITORING_VALIDATION_STRICT", true))
                        .read("test.yaml", "{}");

        assertThat(rejected.problems()).singleElement().satisfies(problem -> assertThat(problem.expected())
                .endsWith("; flags.MONITORING_VALIDATION_STRICT is an override,"
                        + " flags.MONITORING_ENABLE_VALIDATION is from the variable MONITORING_ENABLE_VALIDATION"));
        assertThat(problems("http: {max_body: 64KiB}", Map.of()).get(0).expected())
                .endsWith("; ingest.max_event_bytes is the default, http.max_body is from the file");
    }

    @Test
    void ofTooManyProblemsAllAreCounted() {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 250; i++) {
            yaml.append("weather").append(i).append(": 1\n");
        }

        Rejected rejected =
                (Rejected) new SettingsReader(Path.of("data"), Map.of(), Map.of()).read("test.yaml", yaml.toString());

        assertThat(rejected.count()).isEqualTo(250);
        assertThat(rejected.problems()).hasSize(101);
    }

    @Test
    void everyMistakeIsFoundInOneReading() {
        String yaml = """
                http: {port: x, host: 'a b', prot: 1}
                database: {mode: external}
                dual_write: {categories: {debug: {percentage: 101, adapters: [pigeon, crow]}}}
                """;

        assertThat(problems(yaml, Map.of("MONITORING_BATCH_SIZE", "-1", "CROSSFADE_X", "y")))
                .extracting(Problem::path)
                .containsExactlyInAnyOrder(
                        "http.port",
                        "http.host",
                        "http.prot",
                        "database.uri",
                        "dual_write.categories.debug.percentage",
                        "dual_write.categories.debug.adapters[0]",
                        "dual_write.categories.debug.adapters[1]",
                        "MONITORING_BATCH_SIZE",
                        "CROSSFADE_X");
    }

    @Test
    void noProblemTellsASecret() {
        String yaml = """
                database: {mode: external, uri: 'postgresql://user:geheim@/x', url: 'postgresql://user:geheim@h/x'}
                auth: {keys: [{name: a, roles: [read], sha256: geheim, secret: geheim}, geheim]}
                databse: postgresql://user:geheim@h/x
                shutdown: geheim
                """;

        assertThat(problems(yaml, Map.of("CROSSFADE_AUTH_KEYZ", "geheim")).toString())
                .doesNotContain("geheim");
        assertThat(problems("database: {uri: 'geheim\n  x: [", Map.of()).toString())
                .doesNotContain("geheim");
        assertThat(problems("database: postgresql://user:geheim@h/x", Map.of()).toString())
                .doesNotContain("geheim");
    }

    @Test
    void longAndUnprintableValuesAreShownOnOneShortLine() {
        Problem problem =
                problems("http: {port: \"" + "x".repeat(5000) + "\"}", Map.of()).get(0);
        Problem unprintable =
                problems("http: {port: \"a\\n\\e[31mb\"}", Map.of()).get(0);

        Problem halved =
                problems("http: {port: \"" + "x".repeat(79) + "😀\"}", Map.of()).get(0);

        assertThat(problem.value()).hasSizeLessThan(100);
        assertThat(unprintable.value()).isEqualTo("a??[31mb");
        assertThat(halved.value()).isEqualTo("x".repeat(79) + "?…");
    }

    static List<BrokenFile> brokenFiles() {
        return BrokenFile.all();
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void ofAFileThatIsBrokenEveryProblemIsToldAndNothingElse(BrokenFile broken, @TempDir Path dir) throws Exception {
        Path file = dir.resolve("crossfade.yaml");
        broken.replace(file);
        List<Problem> expected = broken.problemsOf(file);

        List<Problem> told = problems(file);

        assertThat(told).hasSameSizeAs(expected);
        assertThat(told).zipSatisfy(expected, (problem, wanted) -> {
            assertThat(problem.path()).isEqualTo(wanted.path());
            assertThat(problem.value()).isEqualTo(wanted.value());
            assertThat(problem.expected()).contains(wanted.expected());
        });
        assertThat(told.toString()).doesNotContain(BrokenFile.SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http: !!map [a]",
                "http: !!seq {a: b}",
                "!!str {a: b}",
                "http: !!binary '#'",
                "http: !!set {a}",
                "http: &a {<<: *a, port: 1}",
                "? &a [[*a]]\n: 1",
                "http: !!timestamp {a: b}"
            })
    void whatOnlyATagOrAnAliasMakesOfAFileIsRefusedAsAPartOfIt(String yaml) {
        assertThat(problems(yaml, Map.of())).singleElement().satisfies(problem -> {
            assertThat(problem.path()).isEqualTo("test.yaml");
            assertThat(problem.expected()).startsWith("valid YAML: ");
        });
    }

    @Test
    void aNameThatTheTextRepeatsIsShownShort() {
        String name = "x".repeat(100_000);

        assertThat(problems("? " + name + "\n: 1\n? " + name + "\n: 2\n", Map.of()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.expected()).hasSizeLessThan(500));
        assertThat(problems("a: *" + name, Map.of()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.expected()).hasSizeLessThan(500));
    }

    private static List<Problem> problems(String yaml, Map<String, String> environment) {
        Reading reading = new SettingsReader(Path.of("data"), environment, Map.of()).read("test.yaml", yaml);
        assertThat(reading).isInstanceOf(Rejected.class);
        return ((Rejected) reading).problems();
    }

    private static List<Problem> problems(Path file) {
        return ((Rejected) new SettingsReader(Path.of("data"), Map.of(), Map.of()).read(file)).problems();
    }
}
