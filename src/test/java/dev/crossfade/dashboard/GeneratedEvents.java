package dev.crossfade.dashboard;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Events as a daemon would send them, in turn of every category and route, numbered from 1. */
final class GeneratedEvents {
    static final List<String> CATEGORIES = List.of("critical", "performance", "user_activity", "system", "debug");

    private static final List<String> TYPES =
            List.of("circuit_breaker_open", "cache_metrics", "session_start", "connection_status", "test_event");
    private static final List<List<String>> ROUTES =
            List.of(List.of("websocket", "realtime"), List.of("websocket"), List.of("realtime"), List.of());

    private long sequenceId;

    /** The sequence id of the newest event made. */
    long last() {
        return sequenceId;
    }

    /** Passes over sequence ids, as if these events had gone by unseen. */
    void skip(long events) {
        sequenceId += events;
    }

    JsonArray next(int count) {
        JsonArray events = new JsonArray();
        for (int i = 0; i < count; i++) {
            events.add(next());
        }
        return events;
    }

    JsonObject next() {
        int turn = (int) (sequenceId % CATEGORIES.size());
        List<String> route = ROUTES.get((int) (sequenceId % ROUTES.size()));
        return next(TYPES.get(turn), CATEGORIES.get(turn))
                .put("adapters", new JsonArray(route))
                .put("data", data(turn));
    }

    JsonObject next(String type, String category) {
        String now = Instant.now().toString();
        return new JsonObject()
                .put("id", UUID.randomUUID().toString())
                .put("event_type", type)
                .put("category", category)
                .put("timestamp", now)
                .put("received_at", now)
                .put("source", "service-" + sequenceId % 7)
                .put("data", new JsonObject())
                .put("metadata", new JsonObject())
                .put("node", "node-a")
                .put("sequence_id", ++sequenceId)
                .putNull("position")
                .put("adapters", new JsonArray().add("websocket"))
                .put("config_version", 40_417)
                .put("checksum", "0f5a11c3")
                .put("checksum_algorithm", "crc32");
    }

    private JsonObject data(int turn) {
        return switch (turn) {
            case 0 ->
                new JsonObject()
                        .put("message", "payment gateway answers no more, 5 failures in 10 s")
                        .put("service", "checkout")
                        .put("failures", 5);
            case 1 ->
                new JsonObject()
                        .put("hits", 9120 + sequenceId % 400)
                        .put("misses", 88)
                        .put("ratio", 0.9904);
            case 2 -> new JsonObject().put("user", "u-" + sequenceId % 991).put("region", "eu-west");
            case 3 -> new JsonObject().put("status", "ok").put("peers", new JsonArray(List.of("b", "c")));
            default -> new JsonObject().put("step", sequenceId).put("note", "probe");
        };
    }
}
