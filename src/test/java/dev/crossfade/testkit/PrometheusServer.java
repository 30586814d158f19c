package dev.crossfade.testkit;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.yaml.snakeyaml.Yaml;

/** A real Prometheus with the configuration of {@code docker/}, which asks a daemon every second. */
public final class PrometheusServer implements AutoCloseable {
    private static final Path SHIPPED = Path.of("docker", "prometheus", "prometheus.yml");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final int port;

    private PrometheusServer(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** Whether there is one on this machine. */
    public static boolean isInstalled() {
        return isInstalled("prometheus");
    }

    /** Whether that program is on the path. */
    public static boolean isInstalled(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }

    /** Starts it; who asks it waits until it answers. */
    public static PrometheusServer start(Path folder, int daemonPort) throws IOException {
        int port = FreePort.find();
        Path log = folder.resolve("prometheus.log");
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration(folder, daemonPort),
                        "--storage.tsdb.path=" + folder.resolve("tsdb"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new PrometheusServer(process, log, port);
    }

    private static Path configuration(Path folder, int daemonPort) throws IOException {
        Map<String, Object> configuration = new LinkedHashMap<>(new Yaml().load(Files.readString(SHIPPED)));
        configuration.put("global", Map.of("scrape_interval", "1s", "evaluation_interval", "1s"));
        configuration.put(
                "rule_files", List.of(ShippedQueries.RULES.toAbsolutePath().toString()));
        Map<?, ?> shipped = (Map<?, ?>) ((List<?>) configuration.get("scrape_configs")).get(0);
        Map<Object, Object> scrape = new LinkedHashMap<>(shipped);
        Path key = Files.writeString(folder.resolve("key"), "a key");
        scrape.put("authorization", Map.of("credentials_file", key.toString()));
        scrape.put("static_configs", List.of(Map.of("targets", List.of("127.0.0.1:" + daemonPort))));
        configuration.put("scrape_configs", List.of(scrape));
        return Files.writeString(folder.resolve("prometheus.yml"), new Yaml().dump(configuration));
    }

    /** Asks once. */
    public JsonArray query(String promQl) {
        JsonObject answer = get("/api/v1/query?query=" + URLEncoder.encode(promQl, StandardCharsets.UTF_8));
        if (!"success".equals(answer.getString("status"))) {
            throw new AssertionError(promQl + ": " + answer);
        }
        return answer.getJsonObject("data").getJsonArray("result");
    }

    /** Asks again and again until there is an answer with data. */
    public JsonArray await(String promQl) {
        return Waiting.orSay(
                () -> promQl + "\n" + said(),
                () -> Waiting.forThat(PATIENCE, () -> query(promQl), found -> !found.isEmpty()));
    }

    /** What an address of its interface answers, once it is there. */
    public JsonObject get(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
        return new JsonObject(Waiting.orSay(
                this::said, () -> Waiting.forThat(PATIENCE, () -> body(request), body -> body.startsWith("{"))));
    }

    /** What it answers; why there is no answer while it does not listen. */
    private String body(HttpRequest request) throws IOException, InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (ConnectException notYet) {
            if (!process.isAlive()) {
                throw new AssertionError("it has ended", notYet);
            }
            return notYet.toString();
        }
    }

    private String said() {
        try {
            return Files.readString(log);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
