import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * How long the metrics' endpoints take to answer while events come in.
 *
 * <p>Run it with {@code java -cp target/crossfade.jar src/bench/MetricsBench.java [options]}. It starts a daemon with an
 * embedded database in a temporary folder, publishes at an even rate, and asks every endpoint in turn. Options: {@code
 * --rate N} events a second (5000), {@code --types N} event types (200), {@code --sources N} (200), {@code --batch N} events a
 * POST (50), {@code --warmup S} (60: the JIT takes half a core for as long), {@code --seconds S} (30), {@code --every MS} between two questions (5), {@code --heap
 * SIZE} of the daemon (256m).
 */
public final class MetricsBench {
    private static final List<String> ENDPOINTS = List.of(
            "/metrics/validation",
            "/metrics/validation?window=minute",
            "/metrics/validation?limit=100",
            "/metrics/adapter",
            "/metrics/persistence",
            "/metrics/summary?window=minute",
            "/metrics/summary?window=hour",
            "/metrics/sources",
            "/metrics");

    private final Map<String, String> options;
    private final Path folder = Files.createTempDirectory("crossfade-bench");
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong published = new AtomicLong();
    private volatile boolean over;
    private int port;

    private MetricsBench(Map<String, String> options) throws IOException {
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new HashMap<>(Map.of(
                "--rate", "5000",
                "--types", "200",
                "--sources", "200",
                "--batch", "50",
                "--warmup", "60",
                "--seconds", "30",
                "--every", "5",
                "--heap", "256m"));
        for (int i = 0; i < args.length; i += 2) {
            if (!given.containsKey(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException("options: " + given.keySet());
            }
            given.put(args[i], args[i + 1]);
        }
        new MetricsBench(given).run();
    }

    private int number(String option) {
        return Integer.parseInt(options.get(option));
    }

    private void run() throws Exception {
        Process process = startDaemon();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try {
            Thread publisher = new Thread(this::publish, "publisher");
            publisher.start();
            ask(number("--warmup"));
            long before = published.get();
            Map<String, Histogram> latencies = ask(number("--seconds"));
            System.out.printf(
                    "%d events/s%n%-36s %8s %8s %8s %8s%n",
                    (published.get() - before) / number("--seconds"),
                    "endpoint",
                    "answers",
                    "p50 ms",
                    "p99 ms",
                    "max ms");
            latencies.forEach((path, latency) -> System.out.printf(
                    "%-36s %8d %8.1f %8.1f %8.1f%n",
                    path,
                    latency.getTotalCount(),
                    latency.getValueAtPercentile(50) / 1e3,
                    latency.getValueAtPercentile(99) / 1e3,
                    latency.getMaxValue() / 1e3));
            over = true;
            publisher.join();
        } finally {
            process.destroy();
            process.waitFor();
            delete(folder);
        }
    }

    private Map<String, Histogram> ask(int seconds) throws Exception {
        Map<String, Histogram> latencies = new LinkedHashMap<>();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        while (System.nanoTime() < end) {
            for (String path : ENDPOINTS) {
                long begun = System.nanoTime();
                HttpResponse<byte[]> answer =
                        http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofByteArray());
                long micros = (System.nanoTime() - begun) / 1000;
                if (answer.statusCode() != 200) {
                    throw new IOException(path + " " + answer.statusCode());
                }
                latencies.computeIfAbsent(path, first -> new Histogram(3)).recordValue(micros);
                LockSupport.parkNanos(number("--every") * 1_000_000L);
            }
        }
        return latencies;
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private void publish() {
        int batch = number("--batch");
        long pause = 1_000_000_000L * batch / number("--rate");
        long next = System.nanoTime();
        for (long row = 0; !over; row += batch) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            next += pause;
            post(row, batch);
        }
    }

    private void post(long first, int count) {
        StringBuilder body = new StringBuilder("[");
        for (long row = first; row < first + count; row++) {
            body.append(row == first ? "" : ",")
                    .append("{\"event_type\":\"response_time_")
                    .append(row % number("--types"))
                    .append("\",\"source\":\"bench-")
                    .append(row % number("--sources"))
                    .append("\",\"data\":{\"endpoint\":\"/api/v1/orders\",\"response_time_ms\":")
                    .append(row % 997)
                    .append(",\"status\":200}}");
        }
        HttpRequest request = HttpRequest.newBuilder(uri("/events"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.append("]").toString()))
                .build();
        http.sendAsync(request, BodyHandlers.discarding()).thenAccept(answer -> {
            if (answer.statusCode() == 202) {
                published.addAndGet(count);
            } else {
                System.err.println(answer.statusCode());
            }
        });
    }

    private Process startDaemon() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + options.get("--heap"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.crossfade.Main",
                        "--port",
                        "0",
                        "--data-dir",
                        folder.resolve("data").toString())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("MONITORING_METRICS_FLUSH_INTERVAL", "10");
        Process process = builder.start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ready = out.readLine();
        while (ready != null && !ready.startsWith("crossfade ready")) {
            ready = out.readLine();
        }
        if (ready == null) {
            throw new IOException("the daemon did not start:\n" + Files.readString(folder.resolve("err")));
        }
        port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
        return process;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }
}
