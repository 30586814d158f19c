package dev.crossfade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.testkit.DaemonProcess;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An override that the file does not go with any more: it stops a start by its name, and can be got rid of. */
class RefusedOverrideIT {
    private static final String STRICT = "/flags/MONITORING_VALIDATION_STRICT";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path dir;

    @Test
    void theWayOutThatAStoppedStartNamesIsOne() throws Exception {
        Path config = Files.writeString(dir.resolve("crossfade.yaml"), "{}");
        Path data = dir.resolve("data");
        try (DaemonProcess daemon = start(data, config)) {
            String set = "{\"value\":true,\"reason\":\"drill\"}";
            assertThat(send(daemon, "PUT", STRICT, set).statusCode()).isEqualTo(200);
            await(daemon, "/audit?layer=override", "\"change\":\"set\"");
        }
        Files.writeString(config, "flags: {MONITORING_ENABLE_VALIDATION: false}");

        Path errors = dir.resolve("errors.txt");
        int code = DaemonProcess.run(
                Map.of(), errors, "--data-dir", data.toString(), "--config", config.toString(), "--port", "0");
        assertThat(code).isEqualTo(2);
        assertThat(Files.readString(errors)).contains("VALIDATION_STRICT by anonymous since", "overrides.json");

        Path kept = data.resolve("overrides.json");
        JsonObject without = new JsonObject(Files.readString(kept)).put("overrides", new JsonObject());
        Files.writeString(kept, without.encode());
        try (DaemonProcess daemon = start(data, config)) {
            await(daemon, "/health/flags", "an override from the database, by anonymous");
            HttpResponse<String> dropped = send(daemon, "DELETE", STRICT + "?reason=over", "");
            assertThat(dropped.statusCode()).isEqualTo(200);
            assertThat(daemon.get("/health/flags").body()).contains("\"health\":\"healthy\"");
            await(daemon, "/audit?layer=override", "\"change\":\"dropped\"");

            Files.writeString(config, "{}");
            assertThat(send(daemon, "POST", "/config/reload", "").statusCode()).isEqualTo(200);
            assertThat(new JsonObject(daemon.get("/flags/status").body()).getBoolean("MONITORING_VALIDATION_STRICT"))
                    .isFalse();
            assertThat(daemon.get("/health/flags").body()).contains("\"health\":\"healthy\"");
        }
    }

    private static DaemonProcess start(Path data, Path config) throws Exception {
        return DaemonProcess.start(data, 0, Map.of(), "--config", config.toString());
    }

    private static void await(DaemonProcess daemon, String path, String text) {
        Waiting.forThat(PATIENCE, () -> daemon.get(path).body(), body -> body.contains(text));
    }

    private static HttpResponse<String> send(DaemonProcess daemon, String method, String path, String body)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(daemon.uri(path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
