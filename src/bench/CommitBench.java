import dev.crossfade.persistence.DatabaseAccess;
import dev.crossfade.persistence.DatabaseTarget;
import dev.crossfade.persistence.EmbeddedDatabase;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Events a second until committed, beside one COPY stream of the same rows into the same table, in turn, in one run.
 *
 * <p>Run it with {@code java -cp target/crossfade.jar src/bench/CommitBench.java [options]}. It starts an embedded
 * database and a daemon of its own in a temporary folder, warms both up, then measures in turns: the daemon gets events
 * over HTTP for some seconds, and the clock stops when the last one is in the table; then the same number of rows goes
 * in through COPY. The publishers wait while more than {@code --backlog} events are accepted and not committed, so that
 * what is measured can be sustained. Options: {@code --warmup S} (20), {@code --seconds S} (8), {@code --rounds N} (5), {@code --batch N}
 * events a POST (100), {@code --connections N} (8), {@code --backlog N} (50000), {@code --subscribers N} (0) on each adapter, with which every
 * event is dual-written, {@code --heap SIZE} of the daemon (256m), {@code --jfr FILE} of the daemon's profile.
 */
public final class CommitBench {
    private static final String COLUMNS = "id, node, sequence_id, event_type, category, timestamp, received_at, source,"
            + " data, metadata, checksum, checksum_algorithm, adapters, config_version";
    private static final int BODIES = 64;
    private static final int MOST_MESSAGE = 16 << 20;
    private static final int HEARTBEAT_MILLIS = 25_000;
    private static final String JOIN = "[\"1\",\"1\",\"realtime:bench\",\"phx_join\",{\"config\":{\"postgres_changes\":"
            + "[{\"event\":\"INSERT\",\"schema\":\"monitoring\",\"table\":\"monitoring_events\"}]}}]";
    private static final String HEARTBEAT = "[null,\"2\",\"phoenix\",\"heartbeat\",{}]";

    private static final Map<String, String> WEBSOCKET_ALONE = Map.of("DUAL_WRITE_GLOBAL_OVERRIDE", "websocket_only");
    private static final Map<String, String> DUAL = Map.of(
            "CROSSFADE_DUAL_WRITE_CATEGORIES_PERFORMANCE_ENABLED", "true",
            "CROSSFADE_DUAL_WRITE_CATEGORIES_PERFORMANCE_ADAPTERS", "websocket,realtime",
            "DUAL_WRITE_PERFORMANCE_PERCENTAGE", "100",
            // At full load what is delivered is late, and the guard would send the events elsewhere.
            "CIRCUIT_BREAKER_ENABLED", "false");

    private final Options options;
    private final Path folder = Files.createTempDirectory("crossfade-bench");
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final List<Buffer> bodies = new ArrayList<>();
    private HttpClient client;
    private int port;

    private CommitBench(Options options) throws IOException {
        this.options = options;
        for (int body = 0; body < BODIES; body++) {
            bodies.add(body(body * options.batch(), options.batch()));
        }
    }

    public static void main(String[] args) throws Exception {
        new CommitBench(Options.of(args)).run();
    }

    private void run() throws Exception {
        EmbeddedDatabase embedded = EmbeddedDatabase.in(folder.resolve("database"));
        DatabaseAccess access = DatabaseAccess.embedded(embedded);
        DatabaseTarget daemon = access.open(Duration.ofSeconds(30));
        DatabaseTarget owner = embedded.start().owner();
        Process process = startDaemon(daemon);
        Thread onInterrupt = new Thread(() -> {
            process.destroyForcibly();
            stop(access);
        });
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try (Connection database = DriverManager.getConnection(owner.jdbcUrl(), owner.user(), owner.password())) {
            client = vertx.createHttpClient(
                    new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port),
                    new PoolOptions().setHttp1MaxSize(options.connections()));
            subscribe();
            measure(process, database);
            tellParity();
        } finally {
            client.close().await();
            vertx.close().await();
            process.destroy();
            process.waitFor();
            stop(access);
            Runtime.getRuntime().removeShutdownHook(onInterrupt);
            delete(folder);
        }
    }

    private static void stop(DatabaseAccess access) {
        try {
            access.close(Duration.ofSeconds(10));
        } catch (Exception failed) {
            System.err.println("the database was not stopped: " + failed.getMessage());
        }
    }

    private void measure(Process process, Connection database) throws Exception {
        System.out.printf("warm-up %d s%n", options.warmup());
        publishUntilCommitted(database, options.warmup());
        copy(database, 20_000);
        double[] ratios = new double[options.rounds()];
        System.out.println("round   events   daemon/s     COPY/s  ratio  daemon CPU us/event");
        for (int round = 0; round < options.rounds(); round++) {
            Duration before = process.info().totalCpuDuration().orElse(Duration.ZERO);
            Rate published = publishUntilCommitted(database, options.seconds());
            Duration after = process.info().totalCpuDuration().orElse(Duration.ZERO);
            Rate copied = copy(database, published.rows());
            ratios[round] = published.perSecond() / copied.perSecond();
            double micros = after.minus(before).toNanos() / 1e3 / published.rows();
            System.out.printf(
                    "%5d %8d %10.0f %10.0f %6.2f %8.1f%n",
                    round + 1, published.rows(), published.perSecond(), copied.perSecond(), ratios[round], micros);
        }
        Arrays.sort(ratios);
        System.out.printf(
                "ratio daemon : COPY, median %.2f (least %.2f, most %.2f)%n",
                ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1]);
    }

    private void subscribe() {
        WebSocketClient sockets = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(MOST_MESSAGE).setMaxMessageSize(MOST_MESSAGE));
        for (int i = 0; i < options.subscribers(); i++) {
            sockets.connect(port, "127.0.0.1", "/ws").await().handler(received());
            WebSocket realtime = sockets.connect(port, "127.0.0.1", "/realtime/v1/websocket?vsn=2.0.0")
                    .await();
            realtime.handler(received());
            realtime.writeTextMessage(JOIN);
            vertx.setPeriodic(HEARTBEAT_MILLIS, timer -> realtime.writeTextMessage(HEARTBEAT));
        }
    }

    private Handler<Buffer> received() {
        return frame -> received.addAndGet(frame.length());
    }

    /** What the daemon says of what its subscribers got, once it has had the time to deliver it. */
    private void tellParity() throws InterruptedException {
        if (options.subscribers() == 0) {
            return;
        }
        JsonObject totals = parity();
        for (int second = 0; second < 60 && totals.getLong("pending") > 0; second++) {
            Thread.sleep(1000);
            totals = parity();
        }
        System.out.printf("%d MiB were received%nparity %s%n", received.get() >> 20, totals.encode());
    }

    private JsonObject parity() {
        return client.request(HttpMethod.GET, "/metrics/parity")
                .compose(request -> request.send())
                .compose(response -> response.body())
                .await()
                .toJsonObject()
                .getJsonObject("totals");
    }

    private Rate publishUntilCommitted(Connection database, int seconds) throws Exception {
        long before = rows(database);
        accepted.set(0);
        committed.set(0);
        long start = System.nanoTime();
        long end = start + Duration.ofSeconds(seconds).toNanos();
        List<Future<Void>> publishers = new ArrayList<>();
        for (int i = 0; i < options.connections(); i++) {
            publishers.add(publish(i, end));
        }
        Future<?> published = Future.all(publishers);
        while (!published.isComplete() || committed.get() < accepted.get()) {
            committed.set(rows(database) - before);
            Thread.sleep(5);
        }
        published.await();
        return new Rate(accepted.get(), System.nanoTime() - start);
    }

    private Future<Void> publish(int turn, long end) {
        if (System.nanoTime() >= end) {
            return Future.succeededFuture();
        }
        if (accepted.get() - committed.get() > options.backlog()) {
            return vertx.timer(1, TimeUnit.MILLISECONDS).compose(fired -> publish(turn, end));
        }
        return client.request(HttpMethod.POST, "/events")
                .compose(request ->
                        request.putHeader("Content-Type", "application/json").send(bodies.get(turn % BODIES)))
                .compose(response -> response.body().map(body -> {
                    if (response.statusCode() == 202) {
                        accepted.addAndGet(options.batch());
                    } else if (response.statusCode() != 429 && response.statusCode() != 503) {
                        throw new IllegalStateException(body.toString());
                    }
                    return turn + options.connections();
                }))
                .compose(next -> publish(next, end));
    }

    /** The newest position: rows are numbered without gaps while nothing is rolled back, and it costs no scan. */
    private static long rows(Connection database) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT coalesce(max(position), 0) FROM monitoring.monitoring_events")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static Rate copy(Connection database, long rows) throws SQLException, IOException {
        String node = UUID.randomUUID().toString().substring(0, 12);
        StringBuilder text = new StringBuilder();
        String now = Instant.now().toString();
        for (int row = 0; row < rows; row++) {
            text.append(copyRow(node, row, now));
        }
        StringReader reader = new StringReader(text.toString());
        long start = System.nanoTime();
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY monitoring.monitoring_events (" + COLUMNS + ") FROM STDIN", reader, 1 << 16);
        return new Rate(rows, System.nanoTime() - start);
    }

    private static String copyRow(String node, int row, String now) {
        return String.join(
                "\t",
                UUID.randomUUID().toString(),
                node,
                Integer.toString(row + 1),
                type(row),
                "performance",
                now,
                now,
                "bench-" + row % 10,
                data(row),
                "{\"region\":\"eu-west-1\"}",
                "0a1b2c3d",
                "crc32",
                "{websocket}",
                "1\n");
    }

    private static Buffer body(int first, int count) {
        Buffer body = Buffer.buffer("[");
        for (int row = first; row < first + count; row++) {
            body.appendString(row == first ? "" : ",")
                    .appendString(
                            "{\"event_type\":\"" + type(row) + "\",\"category\":\"performance\",\"source\":\"bench-"
                                    + row % 10 + "\",\"timestamp\":\"" + Instant.now() + "\",\"data\":" + data(row)
                                    + ",\"metadata\":{\"region\":\"eu-west-1\"}}");
        }
        return body.appendString("]");
    }

    private static String type(int row) {
        return "response_time_" + row % 20;
    }

    private static String data(int row) {
        return "{\"endpoint\":\"/api/v1/orders/" + row + "\",\"method\":\"GET\",\"response_time_ms\":" + row % 997 + "."
                + row % 10 + ",\"status\":200,\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"user_agent\":"
                + "\"Mozilla/5.0 (X11; Linux x86_64)\"}";
    }

    private Process startDaemon(DatabaseTarget target) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx" + options.heap()));
        if (!options.jfr().isEmpty()) {
            command.add("-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + options.jfr());
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
                        "CROSSFADE_DATABASE_MODE", "external",
                        "CROSSFADE_DATABASE_URI", uri(target),
                        "CROSSFADE_SELF_MONITORING_ENABLED", "false"));
        builder.environment().putAll(options.subscribers() == 0 ? WEBSOCKET_ALONE : DUAL);
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

    private static String uri(DatabaseTarget target) {
        return "postgresql://" + target.user() + ":" + target.password() + "@" + target.host() + ":" + target.port()
                + "/" + target.database();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(path);
            }
        }
    }

    private record Rate(long rows, long nanos) {
        double perSecond() {
            return rows * 1e9 / nanos;
        }
    }

    private record Options(
            int warmup,
            int seconds,
            int rounds,
            int batch,
            int connections,
            int backlog,
            int subscribers,
            String heap,
            String jfr) {
        static Options of(String[] args) {
            Map<String, String> given = new HashMap<>(Map.of(
                    "--warmup", "20",
                    "--seconds", "8",
                    "--rounds", "5",
                    "--batch", "100",
                    "--connections", "8",
                    "--backlog", "50000",
                    "--subscribers", "0",
                    "--heap", "256m",
                    "--jfr", ""));
            for (int i = 0; i < args.length; i += 2) {
                if (!given.containsKey(args[i]) || i + 1 == args.length) {
                    throw new IllegalArgumentException("options: " + given.keySet());
                }
                given.put(args[i], args[i + 1]);
            }
            return new Options(
                    Integer.parseInt(given.get("--warmup")),
                    Integer.parseInt(given.get("--seconds")),
                    Integer.parseInt(given.get("--rounds")),
                    Integer.parseInt(given.get("--batch")),
                    Integer.parseInt(given.get("--connections")),
                    Integer.parseInt(given.get("--backlog")),
                    Integer.parseInt(given.get("--subscribers")),
                    given.get("--heap"),
                    given.get("--jfr"));
        }
    }
}
