import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * Time from the receipt of an event to its arrival at subscribers of the realtime adapter, and how many of them it
 * bears.
 *
 * <p>Run it with {@code java -cp target/crossfade.jar src/bench/RealtimeBench.java [options]}. It starts a daemon with an
 * embedded database in a temporary folder, connects subscribers that all want everything, publishes at an even rate, and
 * reads what comes with one thread. Every {@code --sample}-th subscriber looks into each frame; all count frames. Some may
 * be stalled: they join after the first line of figures, and read nothing. Options: {@code --subscribers N} (500), {@code --stalled N} (0), {@code --rate N}
 * events a second (2000), {@code --batch N} events a POST (20), {@code --warmup S} (20), {@code --seconds S} (30), {@code
 * --sample N} (25), {@code --step S} seconds a line (10), {@code --heap SIZE} of the daemon (256m), {@code --jfr FILE} of its profile.
 */
public final class RealtimeBench {
    private static final byte[] RECEIVED_AT = "\"received_at\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final String JOIN = "[\"1\",\"1\",\"realtime:bench\",\"phx_join\",{\"config\":{\"postgres_changes\":"
            + "[{\"event\":\"INSERT\",\"schema\":\"monitoring\",\"table\":\"monitoring_events\"}]}}]";
    private static final String HEARTBEAT = "[null,\"2\",\"phoenix\",\"heartbeat\",{}]";
    private static final int HEARTBEAT_SECONDS = 25;

    private final Map<String, String> options;
    private final Path folder = Files.createTempDirectory("crossfade-bench");
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong published = new AtomicLong();
    private final List<Subscriber> subscribers = new ArrayList<>();
    private final List<SocketChannel> stalled = new CopyOnWriteArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    private Histogram latency = new Histogram(3);
    private final Histogram whole = new Histogram(3);
    private long frames;
    private volatile boolean over;
    private int port;

    private RealtimeBench(Map<String, String> options) throws IOException {
        this.options = options;
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> given = new HashMap<>(Map.of(
                "--subscribers", "500",
                "--stalled", "0",
                "--rate", "2000",
                "--batch", "20",
                "--warmup", "20",
                "--seconds", "30",
                "--sample", "25",
                "--step", "10",
                "--heap", "256m",
                "--jfr", ""));
        for (int i = 0; i < args.length; i += 2) {
            if (!given.containsKey(args[i]) || i + 1 == args.length) {
                throw new IllegalArgumentException("options: " + given.keySet());
            }
            given.put(args[i], args[i + 1]);
        }
        new RealtimeBench(given).run();
    }

    private int number(String option) {
        return Integer.parseInt(options.get(option));
    }

    private void run() throws Exception {
        Process process = startDaemon();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < number("--subscribers"); i++) {
                SocketChannel channel = connect();
                Subscriber subscriber = new Subscriber(channel, i % number("--sample") == 0);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, subscriber);
                subscribers.add(subscriber);
            }
            Thread publisher = new Thread(this::publish, "publisher");
            publisher.start();
            System.out.printf("warm-up %d s%n", number("--warmup"));
            read(selector, number("--warmup"));
            System.out.println(
                    "seconds   events/s  deliveries/s   p50 ms   p95 ms   p99 ms   max ms  daemon CPU  RSS MiB");
            int step = number("--step");
            for (int left = number("--seconds"); left > 0; left -= step) {
                measure(selector, process, Math.min(step, left));
                stall();
            }
            System.out.printf(
                    "all      p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms%n",
                    millis(whole, 50), millis(whole, 99), millis(whole, 99.9));
            over = true;
            publisher.join();
            for (SocketChannel channel : stalled) {
                channel.close();
            }
        } finally {
            process.destroy();
            process.waitFor();
            delete(folder);
        }
    }

    /** Beside the reading, which must go on. */
    private void stall() {
        int missing = number("--stalled") - stalled.size();
        Thread connecting = new Thread(() -> {
            try {
                for (int i = 0; i < missing; i++) {
                    stalled.add(connect());
                }
            } catch (IOException refused) {
                System.err.println(refused);
            }
        });
        connecting.setDaemon(true);
        connecting.start();
    }

    private void measure(Selector selector, Process process, int seconds) throws IOException {
        latency = new Histogram(3);
        frames = 0;
        long before = published.get();
        long begun = System.nanoTime();
        Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
        read(selector, seconds);
        double took = (System.nanoTime() - begun) / 1e9;
        double used = process.info()
                        .totalCpuDuration()
                        .orElse(Duration.ZERO)
                        .minus(cpu)
                        .toNanos()
                / 1e9;
        System.out.printf(
                "%7.1f %10.0f %13.0f %8.1f %8.1f %8.1f %8.1f %10.2f %8d%n",
                took,
                (published.get() - before) / took,
                frames / took,
                millis(latency, 50),
                millis(latency, 95),
                millis(latency, 99),
                latency.getMaxValue() / 1e3,
                used / took,
                rss(process));
        whole.add(latency);
    }

    private static double millis(Histogram latency, double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e3;
    }

    private static long rss(Process process) throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElse(0)
                    >> 10;
        }
    }

    private void read(Selector selector, int seconds) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) {
            selector.select(
                    key -> {
                        try {
                            take((Subscriber) key.attachment());
                        } catch (IOException closed) {
                            throw new IllegalStateException(closed);
                        }
                    },
                    100);
        }
    }

    private void take(Subscriber subscriber) throws IOException {
        buffer.clear();
        if (subscriber.channel.read(buffer) < 0) {
            throw new IOException("the daemon has closed a subscriber");
        }
        buffer.flip();
        Instant now = Instant.now();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
        frames += subscriber.take(buffer, micros);
        if (System.nanoTime() - subscriber.heartbeat
                > Duration.ofSeconds(HEARTBEAT_SECONDS).toNanos()) {
            subscriber.heartbeat = System.nanoTime();
            subscriber.channel.write(masked(HEARTBEAT));
        }
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.write(ByteBuffer.wrap(("GET /realtime/v1/websocket?vsn=2.0.0 HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII)));
        StringBuilder answer = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (answer.indexOf("\r\n\r\n") < 0) {
            one.clear();
            if (channel.read(one) < 0) {
                throw new IOException("no upgrade: " + answer);
            }
            answer.append((char) one.get(0));
        }
        channel.write(masked(JOIN));
        return channel;
    }

    private static ByteBuffer masked(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        return frame.putInt(0).put(payload).flip();
    }

    private void publish() {
        int batch = number("--batch");
        long pause = 1_000_000_000L * batch / number("--rate");
        long next = System.nanoTime();
        long row = 0;
        while (!over) {
            long wait = next - System.nanoTime();
            if (wait > 0) {
                java.util.concurrent.locks.LockSupport.parkNanos(wait);
                continue;
            }
            next += pause;
            post(row, batch);
            row += batch;
        }
    }

    private void post(long first, int count) {
        StringBuilder body = new StringBuilder("[");
        for (long row = first; row < first + count; row++) {
            body.append(row == first ? "" : ",")
                    .append("{\"event_type\":\"response_time\",\"category\":\"critical\",\"source\":\"bench-")
                    .append(row % 10)
                    .append("\",\"data\":{\"endpoint\":\"/api/v1/orders/")
                    .append(row)
                    .append("\",\"method\":\"GET\",\"response_time_ms\":")
                    .append(row % 997)
                    .append(",\"status\":200,\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\"}}");
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/events"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.append("]").toString()))
                .build();
        http.sendAsync(request, BodyHandlers.ofString()).thenAccept(this::accepted);
    }

    private void accepted(HttpResponse<String> response) {
        if (response.statusCode() == 202) {
            published.addAndGet(number("--batch"));
        } else {
            System.err.println(response.statusCode() + " " + response.body());
        }
    }

    private Process startDaemon() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + options.get("--heap")));
        if (!options.get("--jfr").isEmpty()) {
            command.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + options.get("--jfr"));
        }
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.crossfade.Main",
                "--port",
                "0",
                "--data-dir",
                folder.resolve("data").toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(folder.resolve("err").toFile());
        builder.environment()
                .putAll(Map.of(
                        "CROSSFADE_SELF_MONITORING_ENABLED", "false",
                        "DUAL_WRITE_GLOBAL_OVERRIDE", "realtime_only",
                        // A cold daemon is slow, and the guard would send the events elsewhere.
                        "CIRCUIT_BREAKER_ENABLED", "false"));
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

    /** One connection: where it is in its frames, and what is looked at of them. */
    private final class Subscriber {
        private final SocketChannel channel;
        private final ByteBuffer header = ByteBuffer.allocate(10);
        private final ByteBuffer sample;
        private long left;
        private long heartbeat = System.nanoTime();

        Subscriber(SocketChannel channel, boolean sampled) {
            this.channel = channel;
            this.sample = sampled ? ByteBuffer.allocate(1 << 16) : null;
        }

        /** Frames that ended in these bytes. */
        int take(ByteBuffer bytes, long nowMicros) {
            int ended = 0;
            while (bytes.hasRemaining()) {
                if (left == 0 && !begins(bytes)) {
                    return ended;
                }
                int some = (int) Math.min(left, bytes.remaining());
                if (sample != null && sample.remaining() >= some) {
                    sample.put(bytes.duplicate().limit(bytes.position() + some));
                }
                bytes.position(bytes.position() + some);
                left -= some;
                if (left == 0) {
                    ended++;
                    look(nowMicros);
                }
            }
            return ended;
        }

        private boolean begins(ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                header.put(bytes.get());
                int need = header.position() < 2
                        ? 2
                        : (header.get(1) & 127) == 126 ? 4 : (header.get(1) & 127) == 127 ? 10 : 2;
                if (header.position() >= 2 && header.position() == need) {
                    left = need == 2 ? header.get(1) : need == 4 ? header.getShort(2) & 0xffff : header.getLong(2);
                    header.clear();
                    return true;
                }
            }
            return false;
        }

        private void look(long nowMicros) {
            if (sample == null) {
                return;
            }
            byte[] text = sample.array();
            int end = sample.position();
            sample.clear();
            for (int i = 0; i + 50 < end; i++) {
                int n = 0;
                while (n < RECEIVED_AT.length && text[i + n] == RECEIVED_AT[n]) {
                    n++;
                }
                if (n == RECEIVED_AT.length) {
                    Instant at = Instant.parse(new String(text, i + n, 27, StandardCharsets.US_ASCII));
                    long micros = at.getEpochSecond() * 1_000_000 + at.getNano() / 1000;
                    latency.recordValue(Math.max(0, nowMicros - micros));
                    return;
                }
            }
        }
    }
}
