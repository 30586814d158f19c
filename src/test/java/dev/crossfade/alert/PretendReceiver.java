package dev.crossfade.alert;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** A real HTTP server in the place of a receiver, which behaves as it is told and keeps what it took. */
final class PretendReceiver {
    /** A request that came. */
    record Letter(String path, String signature, Buffer body, boolean taken) {
        /** The alerts in it, of either kind of receiver. */
        List<JsonObject> alerts() {
            Object json = Json.decodeValue(body);
            JsonArray alerts = json instanceof JsonArray array ? array : ((JsonObject) json).getJsonArray("alerts");
            return alerts.stream().map(JsonObject.class::cast).toList();
        }
    }

    /** It takes what comes. */
    static final Handler<HttpServerRequest> WELL = request -> request.response().end();

    private final Vertx vertx;
    private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
    private volatile Handler<HttpServerRequest> behaviour = WELL;
    private HttpServer server;
    private final int port;

    PretendReceiver(Vertx vertx) {
        this.vertx = vertx;
        this.port = listen(0);
    }

    private int listen(int wanted) {
        server = vertx.createHttpServer().requestHandler(this::heard);
        return server.listen(wanted, "127.0.0.1").await().actualPort();
    }

    private void heard(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Handler<HttpServerRequest> now = behaviour;
            letters.add(new Letter(request.path(), request.getHeader(Signature.HEADER), body, now.equals(WELL)));
            now.handle(request);
        });
    }

    void behave(Handler<HttpServerRequest> next) {
        behaviour = next;
    }

    void goAway() {
        server.close().await();
    }

    void comeBack() {
        listen(port);
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** What came, and was taken. */
    Stream<Letter> taken() {
        return letters.stream().filter(Letter::taken);
    }

    int came() {
        return letters.size();
    }
}
