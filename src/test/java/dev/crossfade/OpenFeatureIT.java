package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.NodeScript;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The OpenFeature SDKs of npm, the server's and the browser's, read the flags of a whole daemon. Skipped where Node or
 * npm is not there, or where the packages are not to be had.
 */
class OpenFeatureIT {
    private static final String CONFIG = """
            flags: {MONITORING_ADAPTER_TYPE: dual}
            dual_write: {categories: {performance: {percentage: 50}}}
            """;

    @TempDir
    private Path dir;

    @Test
    void theSdksReadFlagsOfEveryTypeGetDefaultsWhereThereAreNoneAndSeeAChange() throws Exception {
        Path config = Files.writeString(dir.resolve("crossfade.yaml"), CONFIG);
        try (DaemonProcess daemon =
                DaemonProcess.start(dir.resolve("data"), 0, Map.of(), "--config", config.toString())) {
            String said = NodeScript.of("openfeature").run("flags.mjs", "http://127.0.0.1:" + daemon.port());

            JsonObject seen = new JsonObject(said);
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
}
