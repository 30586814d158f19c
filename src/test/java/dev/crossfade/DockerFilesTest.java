package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.config.Loaded;
import dev.crossfade.config.Reading;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsReader;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import picocli.CommandLine;

/** Holds the files of {@code docker/} against the code: what they call, set, open and wait for. */
final class DockerFilesTest {
    private static final Path FOLDER = Path.of("docker");
    private static final String SHA256 = "a".repeat(64);

    private final String dockerfile = read("Dockerfile").replace("\\\n", " ");
    private final Map<?, ?> compose = new Yaml().load(read("compose.yaml"));

    @Test
    void theEntryPointIsACommandLineOfTheDaemonWithoutAShell() {
        List<String> entryPoint = execForm("ENTRYPOINT");

        assertThat(entryPoint.get(0)).isEqualTo("java");
        assertThat(jarOf(entryPoint)).isEqualTo(copiedJar());
        CommandLine.ParseResult parsed = commandLine().parseArgs(argumentsOf(entryPoint));
        assertThat(parsed.hasSubcommand()).isFalse();
        assertThat(parsed.<Path>matchedOptionValue("--data-dir", null)).isEqualTo(Path.of(word("VOLUME")));
        assertThat(parsed.matchedOption("--config").stringValues())
                .containsExactly(copiedConfiguration() + "/crossfade.yaml");
        assertThat(Path.of("conf", "crossfade.yaml")).exists();
    }

    @Test
    void theHealthCheckIsACommandThatAsksTheAddressTheContainerListensOn() {
        List<String> check = execForm("CMD");

        assertThat(jarOf(check)).isEqualTo(copiedJar());
        CommandLine.ParseResult parsed = commandLine().parseArgs(argumentsOf(check));
        assertThat(parsed.subcommand().commandSpec().name()).isEqualTo("health");
        assertThat(parsed.subcommand().commandSpec().findOption("--url").defaultValue())
                .startsWith("http://127.0.0.1:")
                .contains(word("EXPOSE"));
    }

    @Test
    void theImageRunsAsAnOrdinaryUserOfFixedNumberAndIsToldToStopByASignalTheDaemonHears() {
        assertThat(dockerfile).contains("\nUSER 10001:10001\n", "--uid 10001", "\nSTOPSIGNAL SIGTERM\n");
    }

    @Test
    void everyImageIsPinnedToAMinorVersion() {
        List<String> images = new ArrayList<>(lines("FROM"));
        for (String name : List.of("database", "prometheus", "grafana")) {
            images.add(service(name).get("image").toString());
        }

        assertThat(images).hasSize(5).allSatisfy(image -> assertThat(image).containsPattern(":v?\\d+\\.\\d+"));
    }

    @Test
    void theEnvironmentOfTheImageIsKnownAndWithoutKeysTheDaemonRefusesToBeOpen() {
        Reading alone = read(imageEnvironment());
        Map<String, String> withKeys = new HashMap<>(imageEnvironment());
        withKeys.put("CROSSFADE_AUTH_MODE", "keys");
        withKeys.put("CROSSFADE_AUTH_KEYS", "[{name: a, roles: [admin], sha256: " + SHA256 + "}]");

        assertThat(alone).isNotInstanceOf(Loaded.class);
        assertThat(settings(withKeys).http().port()).isEqualTo(Integer.parseInt(word("EXPOSE")));
    }

    @Test
    void whatComposeSetsIsAConfigurationThatTheDaemonTakes() {
        Map<String, String> environment = new HashMap<>(imageEnvironment());
        ((Map<?, ?>) service("crossfade").get("environment"))
                .forEach((name, value) -> environment.put(name.toString(), filledIn(value.toString())));

        Settings settings = settings(environment);

        assertThat(settings.auth().mode()).isEqualTo(Settings.Auth.Mode.KEYS);
        assertThat(settings.auth().keys().stream().map(Settings.Auth.Key::roles))
                .containsExactly(
                        Set.of(Settings.Auth.Role.INGEST, Settings.Auth.Role.ADMIN), Set.of(Settings.Auth.Role.READ));
        assertThat(settings.database().mode()).isEqualTo(Settings.Database.Mode.EXTERNAL);
        assertThat(settings.database().uri().orElseThrow().getHost()).isEqualTo("database");
        assertThat(service("database")).isNotNull();
    }

    @Test
    void composeOpensThePortAndKeepsTheVolumeOfTheImage() {
        assertThat(service("crossfade").get("ports")).asString().endsWith(":" + word("EXPOSE") + "]");
        assertThat(service("crossfade").get("volumes")).asString().contains(":" + word("VOLUME"));
    }

    @Test
    void withoutAKeyForPrometheusItsHashIsOneThatIsTaken() {
        String keys = ((Map<?, ?>) service("crossfade").get("environment"))
                .get("CROSSFADE_AUTH_KEYS")
                .toString()
                .replaceAll("\\$\\{API_KEY_SHA256[^}]*}", SHA256)
                .replaceAll("\\$\\{\\w+:-([^}]*)}", "$1");
        Map<String, String> environment = new HashMap<>(imageEnvironment());
        environment.put("CROSSFADE_AUTH_MODE", "keys");
        environment.put("CROSSFADE_AUTH_KEYS", keys);

        assertThat(settings(environment).auth().keys()).hasSize(2);
    }

    @Test
    void prometheusAsksTheDaemonOfComposeWithTheKeyThatItIsGiven() {
        Map<?, ?> prometheus = new Yaml().load(read("prometheus/prometheus.yml"));
        Map<?, ?> scrape = (Map<?, ?>) ((List<?>) prometheus.get("scrape_configs")).get(0);
        String keyFile = ((Map<?, ?>) scrape.get("authorization"))
                .get("credentials_file")
                .toString();
        String script =
                ((List<?>) service("prometheus").get("entrypoint")).get(2).toString();

        assertThat(scrape.get("static_configs")).asString().contains("crossfade:" + word("EXPOSE"));
        assertThat(scrape.get("metrics_path")).isEqualTo("/metrics");
        assertThat(script).contains("> " + keyFile + "\n", "/etc/prometheus/prometheus.yml");
        assertThat(prometheus.get("rule_files")).asString().contains("rules.yml");
        assertThat(service("prometheus").get("volumes")).asString().contains("./prometheus:/etc/prometheus:ro");
    }

    @Test
    void grafanaFindsItsDataSourceAndItsDashboardWhereTheyAreMounted() {
        Map<?, ?> sources = new Yaml().load(read("grafana/provisioning/datasources/prometheus.yaml"));
        Map<?, ?> providers = new Yaml().load(read("grafana/provisioning/dashboards/crossfade.yaml"));
        Map<?, ?> source = (Map<?, ?>) ((List<?>) sources.get("datasources")).get(0);
        String path = ((Map<?, ?>) ((Map<?, ?>) ((List<?>) providers.get("providers")).get(0)).get("options"))
                .get("path")
                .toString();
        JsonObject dashboard = new JsonObject(read("grafana/dashboards/crossfade.json"));

        assertThat(source.get("url")).isEqualTo("http://prometheus:9090");
        assertThat(service("grafana").get("volumes"))
                .asString()
                .contains("./grafana/dashboards:" + path, "./grafana/provisioning:/etc/grafana/provisioning");
        assertThat(((Map<?, ?>) service("grafana").get("environment")).get("GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"))
                .isEqualTo(path + "/crossfade.json");
        dashboard.getJsonArray("panels").stream()
                .map(JsonObject.class::cast)
                .filter(panel -> !panel.getString("type").equals("row"))
                .forEach(panel -> assertThat(panel.getJsonObject("datasource").getString("uid"))
                        .isEqualTo(source.get("uid")));
    }

    @Test
    void composeWaitsLongerThanTheDaemonMayTakeToStop() {
        String grace = service("crossfade").get("stop_grace_period").toString();
        Duration longest = settings(Map.of()).shutdown().timeout().plus(ShutdownWatchdog.GRACE);

        assertThat(Duration.parse("PT" + grace)).isGreaterThan(longest);
    }

    @Test
    void noServiceMayDoMoreThanItNeeds() {
        ((Map<?, ?>) compose.get("services")).keySet().forEach(name -> {
            Map<?, ?> service = service(name.toString());
            assertThat(service.get("read_only")).as("%s", name).isEqualTo(true);
            assertThat(service.get("cap_drop")).as("%s", name).isEqualTo(List.of("ALL"));
            assertThat(service.get("security_opt")).as("%s", name).isEqualTo(List.of("no-new-privileges:true"));
            assertThat(service.containsKey("privileged")).as("%s", name).isFalse();
        });
    }

    @Test
    void noSecretIsWrittenDown() {
        assertThat(read("compose.yaml"))
                .containsPattern("POSTGRES_PASSWORD: \\$\\{")
                .containsPattern("DAEMON_PASSWORD: \\$\\{")
                .doesNotContainPattern("(?i)password: [^$\\s]");
    }

    private static Settings settings(Map<String, String> environment) {
        Reading reading = read(environment);
        assertThat(reading).isInstanceOf(Loaded.class);
        return ((Loaded) reading).settings();
    }

    private static Reading read(Map<String, String> environment) {
        return new SettingsReader(Path.of("data"), environment, Map.of()).read(Path.of("conf", "crossfade.yaml"));
    }

    private static CommandLine commandLine() {
        return Main.commandLine(Map.of(), loaded -> 0);
    }

    /** What the image sets that is meant for the daemon. */
    private Map<String, String> imageEnvironment() {
        Map<String, String> environment = new HashMap<>();
        for (String line : lines("ENV")) {
            int equals = line.indexOf('=');
            environment.put(line.substring(0, equals), line.substring(equals + 1));
        }
        return environment;
    }

    private List<String> execForm(String instruction) {
        String line = dockerfile
                .lines()
                .filter(text -> text.contains(instruction + " ["))
                .findFirst()
                .orElseThrow();
        List<String> words = new ArrayList<>();
        new JsonArray(line.substring(line.indexOf('['))).forEach(word -> words.add((String) word));
        return words;
    }

    private static String jarOf(List<String> command) {
        return command.get(command.indexOf("-jar") + 1);
    }

    private static String[] argumentsOf(List<String> command) {
        int jar = command.indexOf("-jar");
        assertThat(command.subList(1, jar))
                .allSatisfy(option -> assertThat(option).startsWith("-"));
        return command.subList(jar + 2, command.size()).toArray(String[]::new);
    }

    private String copiedJar() {
        return lines("COPY").stream()
                .filter(line -> line.startsWith("--from=build /src/target/crossfade.jar "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    private String copiedConfiguration() {
        return lines("COPY").stream()
                .filter(line -> line.startsWith("conf "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .findFirst()
                .orElseThrow();
    }

    private String word(String instruction) {
        return lines(instruction).get(0);
    }

    /** The rest of each line that begins with an instruction. */
    private List<String> lines(String instruction) {
        return dockerfile
                .lines()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    private Map<?, ?> service(String name) {
        return (Map<?, ?>) ((Map<?, ?>) compose.get("services")).get(name);
    }

    private static String filledIn(String text) {
        return text.replaceAll("\\$\\{\\w+_SHA256[^}]*}", SHA256).replaceAll("\\$\\{[^}]*}", "s3cret");
    }

    private static String read(String name) {
        try {
            return Files.readString(FOLDER.resolve(name));
        } catch (IOException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
