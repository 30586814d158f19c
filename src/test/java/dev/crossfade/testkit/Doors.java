package dev.crossfade.testkit;

import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.http.HttpBounds;
import dev.crossfade.http.HttpVerticle;
import dev.crossfade.ingest.Admission;
import dev.crossfade.ingest.IngestVerticle;
import dev.crossfade.metrics.MetricsVerticle;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The doors of the daemon over an event log in memory and without a database, with a client to knock. */
public final class Doors implements AutoCloseable {
    private static final String NODE = "test00000000";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger port = new AtomicInteger();
    private final EventLog log;
    private final String server;
    private final Path folder = temporaryFolder();
    private long version = 1;

    private Doors(SettingsSnapshot first, HttpBounds bounds) {
        Settings settings = first.settings();
        this.log = new MemoryEventLog(NODE, settings.eventLog(), EventJson::new);
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
        Clock clock = Clock.systemUTC();
        Admission admission = new Admission(settings.ingest().maxInFlight());
        vertx.deployVerticle(new MetricsVerticle(first, log, folder, clock)).await();
        vertx.deployVerticle(new IngestVerticle(TestSettings.first(settings), log, admission, clock))
                .await();
        server = vertx.deployVerticle(new HttpVerticle(first, log, clock, bounds, port::set))
                .await();
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("crossfade-doors");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Opens them; blocks until they are open. */
    public static Doors open(Settings settings) {
        return open(settings, HttpBounds.fresh());
    }

    /** The same, with these bounds. */
    public static Doors open(Settings settings, HttpBounds bounds) {
        return new Doors(new SettingsSnapshot(1, Instant.now(), settings, Map.of()), bounds);
    }

    /** The same, with settings whose values and layers are known; whoever serves further endpoints is up to the test. */
    public static Doors open(SettingsSnapshot first) {
        return new Doors(first, HttpBounds.fresh());
    }

    public Vertx vertx() {
        return vertx;
    }

    public EventLog log() {
        return log;
    }

    public int port() {
        return port.get();
    }

    /** Puts other settings in force. */
    public void change(Settings now) {
        TestSettings.change(vertx, ++version, now);
    }

    /** Stops the HTTP server alone. */
    public void closeServer() {
        vertx.undeploy(server).await();
    }

    /** Sends a body to {@code POST /events}. */
    public HttpResponse<String> post(String contentType, String body) throws IOException, InterruptedException {
        return send(request("/events").header("Content-Type", contentType).POST(BodyPublishers.ofString(body)));
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(PATIENCE);
    }

    @Override
    public void close() {
        vertx.close().await();
        log.close();
        try {
            Files.deleteIfExists(folder.resolve("metrics.json"));
            Files.delete(folder);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
