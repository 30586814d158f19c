package dev.crossfade.testkit;

import dev.crossfade.persistence.DatabaseTarget;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The daemon as its users run it: the jar, as a process of its own. */
public final class DaemonProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String READY = "crossfade ready http://127.0.0.1:";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Process process;
    private final Path errors;
    private final int port;

    private DaemonProcess(Process process, Path errors) throws IOException {
        this.process = process;
        this.errors = errors;
        this.port = awaitReady();
    }

    /** Starts it on any free port and waits until it says that it is ready. */
    public static DaemonProcess start(Path dataDir, Map<String, String> environment) throws IOException {
        return start(dataDir, 0, environment);
    }

    /**
     * The same on that port, where it is not 0.
     *
     * @param options of the command line, such as {@code --config FILE}
     */
    public static DaemonProcess start(Path dataDir, int port, Map<String, String> environment, String... options)
            throws IOException {
        Path errors = Files.createTempFile(
                Files.createDirectories(dataDir.toAbsolutePath().getParent()), "crossfade", ".err");
        List<String> arguments =
                new ArrayList<>(List.of("--port", Integer.toString(port), "--data-dir", dataDir.toString()));
        arguments.addAll(List.of(options));
        return new DaemonProcess(launch(environment, errors, arguments.toArray(String[]::new)), errors);
    }

    /** The environment for a daemon that is to use that database. */
    public static Map<String, String> external(DatabaseTarget target) {
        String uri =
                "postgresql://" + target.user() + ":" + target.password() + "@" + target.place() + "?sslmode=disable";
        return Map.of("CROSSFADE_DATABASE_MODE", "external", "CROSSFADE_DATABASE_URI", uri);
    }

    /** The process alone, at the very beginning of its start; nobody has waited for anything. */
    public static Process begin(Path dataDir, Map<String, String> environment, Path errors) throws IOException {
        return launch(environment, errors, "--port", "0", "--data-dir", dataDir.toString());
    }

    /** Runs any command of the jar to its end and gives its exit code. */
    public static int run(Map<String, String> environment, Path errors, String... arguments)
            throws IOException, InterruptedException {
        Process process = launch(environment, errors, arguments);
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end in " + PATIENCE);
        }
        return process.exitValue();
    }

    private static Process launch(Map<String, String> environment, Path errors, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                System.getProperty("crossfade.jar")));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private int awaitReady() throws IOException {
        CompletableFuture<String> said = CompletableFuture.supplyAsync(this::firstLine)
                .completeOnTimeout("nothing in " + PATIENCE, PATIENCE.toSeconds(), TimeUnit.SECONDS);
        String line = said.join();
        if (!line.startsWith(READY)) {
            process.destroyForcibly();
            throw new IOException("not ready but: " + line + "\n" + Files.readString(errors));
        }
        return Integer.parseInt(line.substring(READY.length()));
    }

    private String firstLine() {
        try {
            String line = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            return line == null ? "its end" : line;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Posts a JSON body of events; the status, and the body where there is one. */
    public HttpResponse<String> publish(JsonArray events) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/events"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(events.encode()))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(path, "*/*");
    }

    public HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri(path))
                .timeout(PATIENCE)
                .header("Accept", accept)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    /** All stored events that a query finds, following {@code next} from page to page. */
    public List<JsonObject> history(String query) throws IOException, InterruptedException {
        List<JsonObject> events = new ArrayList<>();
        String next = "/events?" + query;
        while (next != null) {
            HttpResponse<String> response = get(next);
            if (response.statusCode() != 200) {
                throw new AssertionError(response.statusCode() + " " + response.body());
            }
            JsonObject page = new JsonObject(response.body());
            page.getJsonArray("events").forEach(event -> events.add((JsonObject) event));
            next = page.getString("next");
        }
        return events;
    }

    /** Waits until nothing of the event log is left to be stored. */
    public void awaitStored() throws IOException, InterruptedException {
        Waiting.forThat(
                PATIENCE,
                () -> new JsonObject(get("/health/ready").body()).getJsonObject("components"),
                DaemonProcess::isStored);
    }

    private static boolean isStored(JsonObject components) {
        return "up".equals(components.getJsonObject("database").getString("status"))
                && components.getJsonObject("event_log").getLong("backlog_events") == 0;
    }

    /** SIGTERM; the exit code. */
    public int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** SIGTERM, without waiting for the end. */
    public void signal() {
        process.destroy();
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** The most memory that it has had of the machine; 0 where the system does not tell or it is over. */
    public long peakResidentBytes() {
        return memory("VmHWM:");
    }

    /** The memory that it has of the machine now; 0 where the system does not tell or it is over. */
    public long residentBytes() {
        return memory("VmRSS:");
    }

    private long memory(String figure) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith(figure))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | UncheckedIOException unknown) {
            return 0;
        }
    }

    /** Waits for its end. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no end in " + PATIENCE);
        }
        return process.exitValue();
    }

    /** What it said on standard error. */
    public String errors() {
        try {
            return Files.readString(errors);
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
