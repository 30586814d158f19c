package dev.crossfade.soak;

import dev.crossfade.testkit.LiveClient;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A live client in good health, which connects again whenever its connection is over, and minds the order. */
final class Watcher implements Runnable {
    private static final Duration LOOK = Duration.ofMillis(200);

    private final LiveOrder order = new LiveOrder();
    private final int port;
    private final Anomalies anomalies;
    private final CountDownLatch end;

    /** @param port the daemon's own: nothing but the daemon's end disturbs it */
    Watcher(int port, Anomalies anomalies, CountDownLatch end) {
        this.port = port;
        this.anomalies = anomalies;
        this.end = end;
    }

    /** To be read when it has ended. */
    LiveOrder order() {
        return order;
    }

    @Override
    public void run() {
        Vertx vertx = Vertx.vertx();
        try {
            while (!end.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                connect(vertx).ifPresent(this::watch);
            }
        } catch (InterruptedException toldToGiveUp) {
            Thread.currentThread().interrupt();
        } finally {
            vertx.close().await();
        }
        order.violations().forEach(violation -> anomalies.add("live: " + violation));
    }

    private Optional<LiveClient> connect(Vertx vertx) {
        try {
            return Optional.of(LiveClient.connect(vertx, port, "/ws"));
        } catch (Exception noDaemon) {
            // Of any kind: waiting for a future throws what it failed with, declared or not.
            return Optional.empty();
        }
    }

    private void watch(LiveClient client) {
        order.connected();
        try (client) {
            while (end.getCount() > 0) {
                Optional<JsonObject> frame = client.next(LOOK);
                if (frame.isEmpty() && client.isClosed()) {
                    return;
                }
                frame.ifPresent(this::take);
            }
        } catch (InterruptedException toldToGiveUp) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(JsonObject frame) {
        switch (frame.getString("type")) {
            case "events" ->
                frame.getJsonArray("events").forEach(event -> order.event(((JsonObject) event).getLong("sequence_id")));
            case "gap" ->
                order.gap(frame.getLong("from_sequence_id"), frame.getLong("to_sequence_id"), frame.getLong("missed"));
            case "initial_stats" -> {
                // What it shows comes before the events that are live.
            }
            default -> anomalies.add("live: " + frame.encode());
        }
    }
}
