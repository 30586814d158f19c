package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.EnvironmentSample;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon whose settings all come from its environment. */
class EnvironmentIT {
    private static final Set<String> WITHOUT_A_VARIABLE_IN_THE_SAMPLE = Set.of("enabled", "adapters", "persist");

    @TempDir
    private Path dir;

    @Test
    void everyVariableIsTheSourceOfItsSettingAndNullMeansNoOverride() throws Exception {
        Map<String, String> sample = EnvironmentSample.variables();
        try (DaemonProcess daemon = start(sample)) {
            JsonObject status = new JsonObject(daemon.get("/flags/status").body());
            JsonObject routing = new JsonObject(daemon.get("/routing").body());

            Set<String> fromEnvironment = new TreeSet<>();
            status.getJsonObject("sources").forEach(flag -> {
                assertThat(flag.getValue()).as(flag.getKey()).isEqualTo("env");
                assertThat(String.valueOf(status.getValue(flag.getKey()))).isEqualTo(sample.get(flag.getKey()));
                fromEnvironment.add(flag.getKey());
            });
            JsonObject sources = routing.getJsonObject("sources");
            sources.forEach(key -> {
                boolean inSample = !WITHOUT_A_VARIABLE_IN_THE_SAMPLE.contains(last(key.getKey()));
                assertThat(key.getValue()).as(key.getKey()).isEqualTo(inSample ? "env" : "default");
            });
            long routed =
                    sources.stream().filter(key -> key.getValue().equals("env")).count();
            assertThat(fromEnvironment.size() + routed).isEqualTo(sample.size());
            JsonObject dualWrite = routing.getJsonObject("dual_write");
            assertThat(dualWrite.containsKey("global_override")).isTrue();
            assertThat(dualWrite.getValue("global_override")).isNull();
            assertThat(routing.getJsonObject("plan").fieldNames()).hasSize(5);
            assertThat(new JsonObject(daemon.get("/health/flags").body()).getString("health"))
                    .isEqualTo("healthy");
            assertThat(daemon.errors()).doesNotContain("is not read");
        }
    }

    @Test
    void oneBadVariableIsTheOnlyProblemOfTheStart() throws Exception {
        Path errors = dir.resolve("start.err");

        int code = DaemonProcess.run(
                EnvironmentSample.with("CIRCUIT_BREAKER_FAILURE_THRESHOLD", "often"),
                errors,
                "--port",
                "0",
                "--data-dir",
                dir.resolve("data").toString(),
                "--config",
                config().toString());

        assertThat(code).isEqualTo(2);
        assertThat(Files.readAllLines(errors))
                .containsExactly(
                        "crossfade: the configuration cannot be used:",
                        "CIRCUIT_BREAKER_FAILURE_THRESHOLD: often: a number from 0 to 1");
        assertThat(dir.resolve("data")).doesNotExist();
    }

    private DaemonProcess start(Map<String, String> environment) throws Exception {
        return DaemonProcess.start(dir.resolve("data"), 0, environment, "--config", config().toString());
    }

    /** One that says nothing of what the environment says. */
    private Path config() throws Exception {
        return Files.writeString(dir.resolve("crossfade.yaml"), "http: {port: 0}\n");
    }

    private static String last(String key) {
        return key.substring(key.lastIndexOf('.') + 1);
    }
}
