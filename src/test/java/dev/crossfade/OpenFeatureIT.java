package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossfade.testkit.DaemonProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The OpenFeature SDKs of npm, the server's and the browser's, read the flags of a whole daemon. Skipped where Node or
 * npm is not there, or where the packages are not to be had.
 */
class OpenFeatureIT {
    private static final Path SCRIPTS = Path.of("src", "test", "js", "openfeature");
    private static final Path MODULES = Path.of("target", "openfeature");
    private static final long PATIENCE_SECONDS = 120;
    private static final String CONFIG = """
            flags: {MONITORING_ADAPTER_TYPE: dual}
            dual_write: {categories: {performance: {percentage: 50}}}
            """;

    @TempDir
    private Path dir;

    /** How a program ended. */
    private record Ended(int code, String output, String errors) {}

    @BeforeEach
    void installTheSdks() throws Exception {
        assumeTrue(isThere("node") && isThere("npm"), "Node and npm are not here");
        Files.createDirectories(MODULES);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
            Files.copy(SCRIPTS.resolve(file), MODULES.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        Ended installed = run(MODULES, "npm", "ci", "--prefer-offline", "--fetch-retries=1");
        assumeTrue(installed.code() == 0, () -> "the packages are not to be had: " + installed.errors());
    }

    @Test
    void theSdksReadFlagsOfEveryTypeGetDefaultsWhereThereAreNoneAndSeeAChange() throws Exception {
        Path config = Files.writeString(dir.resolve("crossfade.yaml"), CONFIG);
        try (DaemonProcess daemon =
                DaemonProcess.start(dir.resolve("data"), 0, Map.of(), "--config", config.toString())) {
            Ended ended = run(
                    SCRIPTS,
                    "node",
                    "flags.mjs",
                    "http://127.0.0.1:" + daemon.port(),
                    MODULES.toAbsolutePath().toString());

            assertThat(ended.code()).as(ended.errors()).isZero();
            JsonObject seen = new JsonObject(ended.output());
            readOnTheServer(seen.getJsonObject("server"));
            changed(seen.getJsonObject("changed"));
            assertThat(seen.getJsonObject("web").getInteger("before")).isEqualTo(500);
            assertThat(seen.getJsonObject("web").getJsonObject("truth").getBoolean("value"))
                    .isTrue();
            assertThat(seen.getJsonArray("statuses")).containsExactlyInAnyOrder(200, 304);
            assertThat(new JsonObject(daemon.get("/flags/status").body()).getInteger("MONITORING_BATCH_SIZE"))
                    .isEqualTo(250);
        }
    }

    private static void readOnTheServer(JsonObject seen) {
        assertThat(seen.getJsonObject("truth").getBoolean("value")).isTrue();
        assertThat(seen.getJsonObject("truth").getString("variant")).isEqualTo("on");
        assertThat(seen.getJsonObject("truth").getString("reason")).isEqualTo("DEFAULT");
        assertThat(seen.getJsonObject("text").getString("value")).isEqualTo("dual");
        assertThat(seen.getJsonObject("text").getString("reason")).isEqualTo("STATIC");
        assertThat(seen.getJsonObject("number").getInteger("value")).isEqualTo(1000);
        assertThat(seen.getJsonObject("number").getJsonObject("flagMetadata").getInteger("version"))
                .isEqualTo(1);
        assertThat(seen.getJsonObject("split").getInteger("value")).isEqualTo(50);
        assertThat(seen.getJsonObject("split").getString("reason")).isEqualTo("SPLIT");
        assertThat(seen.getJsonObject("split").getString("variant")).isEqualTo("inside");
        assertThat(seen.getJsonObject("mistyped").getBoolean("value")).isTrue();
        assertThat(seen.getJsonObject("mistyped").getString("errorCode")).isEqualTo("TYPE_MISMATCH");
        assertThat(seen.getJsonObject("unknown").getString("value")).isEqualTo("mine");
        assertThat(seen.getJsonObject("unknown").getString("errorCode")).isEqualTo("FLAG_NOT_FOUND");
    }

    /** After an operator has overridden it. */
    private static void changed(JsonObject number) {
        assertThat(number.getInteger("value")).isEqualTo(500);
        assertThat(number.getJsonObject("flagMetadata").getInteger("version")).isEqualTo(2);
        assertThat(number.getJsonObject("flagMetadata").getString("source")).isEqualTo("override");
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private Ended run(Path folder, String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(dir, command[0], ".err");
        Path output = Files.createTempFile(dir, command[0], ".out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), Files.readString(output), Files.readString(errors));
    }
}
