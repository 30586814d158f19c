package dev.crossfade.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A real client of {@code /ws} that keeps what it is sent until the test takes it. */
public final class LiveClient implements AutoCloseable {
    private static final int MAX_MESSAGE = 16 << 20;
    private static final long PATIENCE_SECONDS = 10;

    private final BlockingQueue<JsonObject> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<Short> closes = new LinkedBlockingQueue<>();
    private final WebSocketClient client;
    private final ClientWebSocket socket;

    private LiveClient(Vertx vertx, int port, String path) {
        client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(MAX_MESSAGE).setMaxMessageSize(MAX_MESSAGE));
        // Handlers first: what comes before there is one is lost.
        socket = client.webSocket();
        socket.textMessageHandler(text -> frames.add(new JsonObject(text)));
        socket.closeHandler(closed -> closes.add(socket.closeStatusCode()));
        socket.connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI(path))
                .onFailure(refused -> client.close())
                .await();
    }

    /** Connects; blocks until the socket is open. */
    public static LiveClient connect(Vertx vertx, int port, String path) {
        return new LiveClient(vertx, port, path);
    }

    /** The next frame of whatever kind. */
    public JsonObject next() throws InterruptedException {
        JsonObject frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no frame came in " + PATIENCE_SECONDS + " s");
        }
        return frame;
    }

    /** The next frame of whatever kind; empty where none comes in that time. */
    public Optional<JsonObject> next(Duration patience) throws InterruptedException {
        return Optional.ofNullable(frames.poll(patience.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Whether the connection is over; frames that came before may still be taken. */
    public boolean isClosed() {
        return socket.isClosed();
    }

    /** The next frame of that type; others before it are passed over. */
    public JsonObject next(String type) throws InterruptedException {
        return next(frame -> type.equals(frame.getString("type")));
    }

    private JsonObject next(Predicate<JsonObject> wanted) throws InterruptedException {
        JsonObject frame = next();
        while (!wanted.test(frame)) {
            frame = next();
        }
        return frame;
    }

    /** So many live events, out of as many frames as they take. */
    public List<JsonObject> events(int count) throws InterruptedException {
        List<JsonObject> events = new ArrayList<>();
        while (events.size() < count) {
            next("events").getJsonArray("events").forEach(event -> events.add((JsonObject) event));
        }
        return events;
    }

    public void send(String text) {
        socket.writeTextMessage(text).await();
    }

    /** Sends a command and gives its answer. */
    public JsonObject ask(JsonObject command) throws InterruptedException {
        send(command.encode());
        return next(frame -> command.getValue("id").equals(frame.getValue("id")));
    }

    /** Stops reading, so that the server's writes pile up. */
    public void stall() {
        socket.pause();
    }

    public void goOn() {
        socket.resume();
    }

    /** The code that the server closed with. */
    public short closeCode() throws InterruptedException {
        Short code = closes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (code == null) {
            throw new AssertionError("the server did not close in " + PATIENCE_SECONDS + " s");
        }
        return code;
    }

    /** Why the server closed; once it has. */
    public String closeReason() {
        return socket.closeReason();
    }

    @Override
    public void close() {
        socket.close().await();
        client.close().await();
    }
}
