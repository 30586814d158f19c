package dev.crossfade.dashboard;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server that looks to the dashboard like the daemon: its files under its content security policy, {@code /ws}, and
 * the documents that it polls. Everything it holds belongs to one context; the test's thread waits for it.
 */
final class PretendDaemon extends VerticleBase {
    private static final int RECENT = 50;
    private static final Pattern INLINE = Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8", "js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");

    private final Set<ServerWebSocket> sockets = new HashSet<>();
    private final Deque<Object> recent = new ArrayDeque<>();
    private final String policy = policy();
    private final PretendSettings settings = new PretendSettings(plan());
    private final PretendWatch watch = new PretendWatch();
    private HttpServer server;
    private boolean admitting = true;
    private int refusal;

    static PretendDaemon start(Vertx vertx) {
        PretendDaemon daemon = new PretendDaemon();
        vertx.deployVerticle(daemon).await();
        return daemon;
    }

    @Override
    public Future<?> start() {
        server = vertx.createHttpServer()
                .requestHandler(this::serve)
                .webSocketHandshakeHandler(this::judge)
                .webSocketHandler(this::greet);
        return server.listen(0, "127.0.0.1");
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    /** Sends events, in one frame, to all who are connected, and keeps the newest for those who come. */
    void publish(JsonArray events) {
        onServer(() -> {
            events.forEach(recent::addLast);
            while (recent.size() > RECENT) {
                recent.removeFirst();
            }
            send(new JsonObject().put("type", "events").put("events", events));
        });
    }

    /** Says that these events were skipped. */
    void tellGap(long from, long to) {
        JsonObject gap = new JsonObject()
                .put("type", "gap")
                .put("from_sequence_id", from)
                .put("to_sequence_id", to);
        onServer(() -> send(gap.put("missed", to - from + 1)));
    }

    /** Publishes at a steady rate for some seconds, twenty frames a second, and returns when all is sent. */
    void flood(GeneratedEvents events, int perSecond, int seconds) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        int[] frames = {20 * seconds};
        vertx.setPeriodic(50, timer -> {
            publish(events.next(perSecond / 20));
            if (--frames[0] == 0) {
                vertx.cancelTimer(timer);
                done.complete(null);
            }
        });
        done.join();
    }

    /** Cuts every connection, without a word, and admits nobody until {@link #admit}. */
    void cut() {
        onServer(() -> {
            admitting = false;
            sockets.forEach(socket -> socket.close((short) 1012));
        });
    }

    void admit() {
        onServer(() -> admitting = true);
    }

    /** Answers with this status, 401 or 403, what may not be seen without a key; the page's own files are served still. */
    void refuse(int status) {
        onServer(() -> refusal = status);
        cut();
    }

    /** Changes or reads its configuration, on its context, and returns what comes of it. */
    <T> T configuration(Function<PretendSettings, T> work) {
        CompletableFuture<T> done = new CompletableFuture<>();
        onServer(() -> done.complete(work.apply(settings)));
        return done.join();
    }

    /** Changes what it says of parity and alerts, on its context. */
    void watch(Consumer<PretendWatch> work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        onServer(() -> {
            work.accept(watch);
            done.complete(null);
        });
        done.join();
    }

    private void judge(ServerWebSocketHandshake handshake) {
        if (admitting) {
            handshake.accept();
        } else {
            handshake.reject(503);
        }
    }

    private void onServer(Runnable work) {
        context.runOnContext(none -> work.run());
    }

    private void send(JsonObject frame) {
        String text = frame.encode();
        sockets.forEach(socket -> socket.writeTextMessage(text));
    }

    private void greet(ServerWebSocket socket) {
        sockets.add(socket);
        socket.closeHandler(none -> sockets.remove(socket));
        socket.textMessageHandler(text -> answer(socket, new JsonObject(text)));
        JsonArray events = new JsonArray(List.copyOf(recent));
        JsonObject routing = new JsonObject().put("plan", plan()).put("dual_write", new JsonObject());
        socket.writeTextMessage(new JsonObject()
                .put("type", "initial_stats")
                .put("stats", new JsonObject())
                .put("recent_events", events)
                .put("routing", routing)
                .put("timestamp", Instant.now().toString())
                .encode());
    }

    private static void answer(ServerWebSocket socket, JsonObject command) {
        if ("ping".equals(command.getString("command"))) {
            JsonObject pong = new JsonObject().put("type", "pong").put("id", command.getString("id"));
            socket.writeTextMessage(
                    pong.put("timestamp", Instant.now().toString()).encode());
        }
    }

    private void serve(HttpServerRequest request) {
        if (settings.serve(request) || watch.serve(request)) {
            return;
        }
        switch (request.path()) {
            case "/metrics/adapter" -> answerAdapters(request.response());
            case "/metrics/persistence" -> request.response().end(persistence().toBuffer());
            case "/health/ready" -> request.response().end(readiness().toBuffer());
            default -> file(request);
        }
    }

    private void answerAdapters(HttpServerResponse response) {
        if (refusal == 0) {
            response.end(adapters().toBuffer());
        } else {
            response.setStatusCode(refusal)
                    .end(new JsonObject().put("status", refusal).toBuffer());
        }
    }

    private void file(HttpServerRequest request) {
        String path = "/".equals(request.path()) ? "/index.html" : request.path();
        byte[] bytes = resource(
                path.startsWith("/lib/")
                        ? "META-INF/resources/_static" + path.substring("/lib".length())
                        : "webroot" + path);
        if (bytes == null) {
            request.response().setStatusCode(404).end();
            return;
        }
        request.response()
                .putHeader("content-type", TYPES.getOrDefault(path.substring(path.lastIndexOf('.') + 1), "text/plain"))
                .putHeader("content-security-policy", policy)
                .putHeader("x-content-type-options", "nosniff")
                .end(Buffer.buffer(bytes));
    }

    private static String policy() {
        Matcher inline = INLINE.matcher(new String(resource("webroot/index.html"), StandardCharsets.UTF_8));
        if (!inline.find()) {
            throw new IllegalStateException("the page has no import map");
        }
        return "default-src 'none'; script-src 'self' 'sha256-" + sha256(inline.group(1)) + "'; style-src 'self'; "
                + "img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
                + "frame-ancestors 'none'";
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = PretendDaemon.class.getClassLoader().getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static JsonObject plan() {
        JsonArray both = new JsonArray().add("websocket").add("realtime");
        return new JsonObject()
                .put("critical", planOf("category", 100, both))
                .put("performance", planOf("category", 50, new JsonArray().add("websocket")))
                .put("user_activity", planOf("category_disabled", 100, new JsonArray().add("websocket")))
                .put("system", planOf("category", 12.5, both))
                .put("debug", planOf("suppressed", 100, new JsonArray()));
    }

    private static JsonObject planOf(String rule, double percentage, JsonArray adapters) {
        return new JsonObject()
                .put("percentage", percentage)
                .put("adapters", adapters)
                .put("rule", rule);
    }

    private static JsonObject adapters() {
        JsonObject adapters = new JsonObject()
                .put("websocket", adapter(3, 0.8, 1.6, 4.1))
                .put("realtime", adapter(0, 0, 0, 0).put("health", "not_running"));
        return new JsonObject().put("adapter_type", "dual").put("adapters", adapters);
    }

    private static JsonObject adapter(int connections, double p50, double p95, double p99) {
        return new JsonObject()
                .put("connections", connections)
                .put("events", 48_210)
                .put("deliveries", 144_630)
                .put("failures", 0)
                .put("gaps", 2)
                .put("p50_ms", p50)
                .put("p95_ms", p95)
                .put("p99_ms", p99)
                .put("health", "healthy")
                .put("breaker", PretendSettings.guard("closed", 1, ""));
    }

    private static JsonObject persistence() {
        JsonObject letters = new JsonObject()
                .put("pending", 2)
                .put("retrying", 1)
                .put("recovered", 9)
                .put("failed", 4);
        return new JsonObject()
                .put("breaker", new JsonObject().put("name", "database").put("state", "half_open"))
                .put("backlog", new JsonObject().put("events", 1_200).put("bytes", 480_000))
                .put("dead_letters", letters);
    }

    private static JsonObject readiness() {
        JsonObject up = new JsonObject().put("status", "up");
        JsonObject log = up.copy().put("backlog_events", 12).put("bytes", 73_400_320);
        JsonObject components = new JsonObject()
                .put("event_log", log)
                .put("database", up.copy().put("round_trip_ms", 0.7))
                .put("adapters", up)
                .put("config", up.copy().put("version", 4));
        return new JsonObject().put("status", "ready").put("components", components);
    }
}
