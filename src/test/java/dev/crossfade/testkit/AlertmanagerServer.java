package dev.crossfade.testkit;

import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real Alertmanager that groups by name and tells a webhook. */
public final class AlertmanagerServer implements AutoCloseable {
    /** As Debian calls it. */
    public static final String PROGRAM = "prometheus-alertmanager";

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final int port;

    private AlertmanagerServer(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Starts it, and waits until it answers. */
    public static AlertmanagerServer start(Path folder, String webhook) throws IOException {
        int port = FreePort.find();
        Path log = folder.resolve("alertmanager.log");
        Path configuration = Files.writeString(folder.resolve("alertmanager.yml"), """
                route: {receiver: hook, group_by: [alertname], group_wait: 100ms, group_interval: 1s, repeat_interval: 1h}
                receivers: [{name: hook, webhook_configs: [{url: '%s', send_resolved: true}]}]
                """.formatted(webhook));
        Process process = new ProcessBuilder(
                        PROGRAM,
                        "--config.file=" + configuration,
                        "--storage.path=" + folder.resolve("alertmanager"),
                        "--cluster.listen-address=",
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        AlertmanagerServer server = new AlertmanagerServer(process, log, port);
        server.awaitReady();
        return server;
    }

    private void awaitReady() {
        try {
            Waiting.orSay(this::said, () -> Waiting.forThat(PATIENCE, this::readiness, status -> status == OK));
        } catch (AssertionError notReady) {
            close();
            throw notReady;
        }
    }

    /** The status of its answer; 0 while there is none. */
    private int readiness() throws IOException, InterruptedException {
        try {
            return get("/-/ready").statusCode();
        } catch (ConnectException notYet) {
            if (!process.isAlive()) {
                throw new AssertionError("it has ended", notYet);
            }
            return 0;
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** The address of its page. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** The alerts that are active, by their groups. */
    public JsonArray groups() throws IOException, InterruptedException {
        return new JsonArray(get("/api/v2/alerts/groups").body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path))
                .timeout(PATIENCE)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
