package dev.crossfade.testkit;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A client of {@code /realtime/v1/websocket} that speaks the second serializer by hand and keeps what it is sent. */
public final class PhoenixClient implements AutoCloseable {
    private static final int MAX_MESSAGE = 16 << 20;
    private static final long PATIENCE_SECONDS = 15;

    private final BlockingQueue<JsonArray> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<Buffer> binaries = new LinkedBlockingQueue<>();
    private final BlockingQueue<Short> closes = new LinkedBlockingQueue<>();
    private final WebSocketClient client;
    private final ClientWebSocket socket;
    private int ref;

    private PhoenixClient(Vertx vertx, int port, String query) {
        client = vertx.createWebSocketClient(
                new WebSocketClientOptions().setMaxFrameSize(MAX_MESSAGE).setMaxMessageSize(MAX_MESSAGE));
        socket = client.webSocket();
        socket.textMessageHandler(text -> frames.add(new JsonArray(text)));
        socket.binaryMessageHandler(binaries::add);
        socket.closeHandler(closed -> closes.add(socket.closeStatusCode()));
        socket.connect(new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setURI("/realtime/v1/websocket?vsn=2.0.0" + query))
                .onFailure(refused -> client.close())
                .await();
    }

    /** Connects; blocks until the socket is open. */
    public static PhoenixClient connect(Vertx vertx, int port) {
        return new PhoenixClient(vertx, port, "");
    }

    /** The same with more in the query, {@code &apikey=…}. */
    public static PhoenixClient connect(Vertx vertx, int port, String query) {
        return new PhoenixClient(vertx, port, query);
    }

    /** Joins a channel for these changes; gives the server's answer, {@code {"status", "response"}}. */
    public JsonObject join(String topic, JsonObject config) throws InterruptedException {
        return joinWith(topic, new JsonObject().put("config", config));
    }

    /** The same with an access token. */
    public JsonObject join(String topic, JsonObject config, String token) throws InterruptedException {
        JsonObject payload = new JsonObject().put("config", config).put("access_token", token);
        return joinWith(topic, payload);
    }

    private JsonObject joinWith(String topic, JsonObject payload) throws InterruptedException {
        String mine = Integer.toString(++ref);
        send(new JsonArray().add(mine).add(mine).add(topic).add("phx_join").add(payload));
        return next(frame -> "phx_reply".equals(frame.getString(3)) && mine.equals(frame.getString(1)))
                .getJsonObject(4);
    }

    /** The configuration of a join for inserted events that pass the filter; without one where that is empty. */
    public static JsonObject inserts(String filter) {
        JsonObject binding = new JsonObject()
                .put("event", "INSERT")
                .put("schema", "monitoring")
                .put("table", "monitoring_events");
        if (!filter.isEmpty()) {
            binding.put("filter", filter);
        }
        return new JsonObject().put("postgres_changes", new JsonArray().add(binding));
    }

    /** Sends a message and gives its ref. */
    public String push(String topic, String event, JsonObject payload) {
        String mine = Integer.toString(++ref);
        send(new JsonArray().add("1").add(mine).add(topic).add(event).add(payload));
        return mine;
    }

    public void send(JsonArray frame) {
        socket.writeTextMessage(frame.encode()).await();
    }

    public void sendText(String frame) {
        socket.writeTextMessage(frame).await();
    }

    public void sendBinary(byte[] frame) {
        socket.writeBinaryMessage(Buffer.buffer(frame)).await();
    }

    /** Sends that again and again, as fast as it is taken, until the server has closed or hears nothing any more. */
    public void flood(String frame) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!socket.isClosed() && System.nanoTime() < end) {
            try {
                socket.writeTextMessage(frame).await(1, TimeUnit.SECONDS);
            } catch (Exception unheard) {
                return;
            }
        }
    }

    /** The next frame that passes; others before it are passed over. */
    public JsonArray next(Predicate<JsonArray> wanted) throws InterruptedException {
        while (true) {
            JsonArray frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no such frame came in " + PATIENCE_SECONDS + " s");
            }
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    /** The next frame of that event. */
    public JsonArray next(String event) throws InterruptedException {
        return next(frame -> event.equals(frame.getString(3)));
    }

    public byte[] nextBinary() throws InterruptedException {
        Buffer frame = binaries.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no binary frame came in " + PATIENCE_SECONDS + " s");
        }
        return frame.getBytes();
    }

    /** The records of so many changes. */
    public List<JsonObject> records(int count) throws InterruptedException {
        List<JsonObject> records = new ArrayList<>();
        while (records.size() < count) {
            records.add(next("postgres_changes")
                    .getJsonObject(4)
                    .getJsonObject("data")
                    .getJsonObject("record"));
        }
        return records;
    }

    /** Whether nothing at all has come that was not taken. */
    public boolean isQuiet() {
        return frames.isEmpty();
    }

    /** How many frames have come that were not taken. */
    public int pending() {
        return frames.size();
    }

    /** Stops reading, so that the server's writes pile up. */
    public void stall() {
        socket.pause();
    }

    public void goOn() {
        socket.resume();
    }

    public boolean isClosed() {
        return socket.isClosed();
    }

    /** The code that the server closed with. */
    public short closeCode() throws InterruptedException {
        Short code = closes.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (code == null) {
            throw new AssertionError("the server did not close in " + PATIENCE_SECONDS + " s");
        }
        return code;
    }

    @Override
    public void close() {
        socket.close().await();
        client.close().await();
    }
}
