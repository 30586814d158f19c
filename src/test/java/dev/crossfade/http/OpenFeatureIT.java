package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crossfade.testkit.Doors;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The OpenFeature SDKs of npm, the server's and the browser's, read the flags. Needs Node and npm; skipped without. */
class OpenFeatureIT {
    private static final Path SCRIPTS = Path.of("src", "test", "js", "openfeature");
    private static final Path MODULES = Path.of("target", "openfeature");
    private static final long PATIENCE_SECONDS = 180;

    @Test
    void theSdksReadFlagsOfEveryTypeGetDefaultsWhereThereAreNoneAndSeeAChange() throws Exception {
        assumeTrue(isThere("node") && isThere("npm"), "Node and npm are not here");
        Files.createDirectories(MODULES);
        for (String file : List.of("package.json", "package-lock.json", ".npmrc")) {
            Files.copy(SCRIPTS.resolve(file), MODULES.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        run(MODULES, "npm", "ci", "--silent");
        PretendConfigVerticle config = new PretendConfigVerticle(PretendConfigVerticle.first("{}"));
        try (Doors doors = Doors.open(PretendConfigVerticle.first("{}"))) {
            doors.vertx().deployVerticle(config).await();
            String said = run(
                    SCRIPTS,
                    "node",
                    "flags.mjs",
                    "http://127.0.0.1:" + doors.port(),
                    MODULES.toAbsolutePath().toString());
            JsonObject seen = new JsonObject(said);
            readOnTheServer(seen.getJsonObject("server"));
            assertThat(seen.getJsonObject("web").getInteger("before")).isEqualTo(500);
            assertThat(seen.getJsonObject("web").getJsonObject("truth").getBoolean("value"))
                    .isTrue();
            assertThat(seen.getJsonArray("statuses")).containsExactlyInAnyOrder(200, 304);
        }
    }

    private static void readOnTheServer(JsonObject seen) {
        assertThat(seen.getJsonObject("truth").getBoolean("value")).isTrue();
        assertThat(seen.getJsonObject("truth").getString("variant")).isEqualTo("on");
        assertThat(seen.getJsonObject("truth").getString("reason")).isEqualTo("DEFAULT");
        assertThat(seen.getJsonObject("text").getString("value")).isEqualTo("realtime");
        assertThat(seen.getJsonObject("number").getInteger("value")).isEqualTo(1000);
        assertThat(seen.getJsonObject("number").getJsonObject("flagMetadata").getInteger("version"))
                .isEqualTo(7);
        assertThat(seen.getJsonObject("split").getString("reason")).isEqualTo("SPLIT");
        assertThat(seen.getJsonObject("split").getString("variant")).isEqualTo("inside");
        assertThat(seen.getJsonObject("mistyped").getBoolean("value")).isTrue();
        assertThat(seen.getJsonObject("mistyped").getString("errorCode")).isEqualTo("TYPE_MISMATCH");
        assertThat(seen.getJsonObject("unknown").getString("value")).isEqualTo("mine");
        assertThat(seen.getJsonObject("unknown").getString("errorCode")).isEqualTo("FLAG_NOT_FOUND");
    }

    private static boolean isThere(String program) throws InterruptedException {
        try {
            return new ProcessBuilder(program, "--version").start().waitFor() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(Path.of("target"), "openfeature", ".err");
        Path output = Files.createTempFile(Path.of("target"), "openfeature", ".out");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
        return Files.readString(output);
    }
}
