package dev.crossfade.dashboard;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;

/**
 * What the pretended daemon says of parity and of its alerts: nothing dual-written and no alert, until it is told
 * otherwise. Belongs to the daemon's context.
 */
final class PretendWatch {
    private static final String AT = "2026-11-21T06:00:00.000000Z";
    private static final int MIN_SAMPLE = 20;
    private static final double LIMIT = 0.05;

    private final TreeMap<String, JsonObject> categories = new TreeMap<>();
    private final JsonArray mismatches = new JsonArray();
    private final JsonArray alerts = new JsonArray();
    private final JsonArray history = new JsonArray();

    PretendWatch() {
        GeneratedEvents.CATEGORIES.forEach(name -> categories.put(name, figures(0, 0, 0, 0, 0)));
    }

    /** What became of the dual-written events of a category; all compared ones were so within the window. */
    void parity(String category, long matched, long mismatched, long unverified, long pending) {
        categories.put(
                category,
                figures(matched + mismatched + unverified + pending, matched, mismatched, unverified, pending));
    }

    /** One that realtime changed in that way; all of its texts that come from a stranger are this one. */
    void mismatch(String text) {
        JsonObject changed =
                new JsonObject().put("path", text).put("sent", text).put("received", text);
        JsonObject absent =
                new JsonObject().put("path", "data.n").put("sent", "1").putNull("received");
        mismatches.add(new JsonObject()
                .put("number", mismatches.size() + 1)
                .put("event_id", "01a200f8-c884-7103-b812-f0389e56d086")
                .put("node", text)
                .put("sequence_id", 77)
                .put("category", "performance")
                .put("event_type", text)
                .put("verdict", "changed")
                .put("adapter", "realtime")
                .put("severity", "warning")
                .put("checksum_sent", "6bde71ea")
                .put("checksum_received", "ae4beed1")
                .put("diff", new JsonArray().add(changed).add(absent))
                .put("note", text)
                .put("at", AT));
    }

    void alert(String name, String state, String severity, Double value) {
        JsonObject alert = new JsonObject()
                .put("name", name)
                .put("state", state)
                .put("severity", severity)
                .put("since", AT)
                .put("value", value)
                .put("threshold", 5.0)
                .put("labels", new JsonObject().put("category", "performance"))
                .put("condition", "parity_mismatch_rate > 5");
        alerts.add(alert);
        if (!"pending".equals(state)) {
            history.add(alert.copy().put("at", AT).put("node", "node-a").put("state", "resolved"));
        }
    }

    /** Answers what is about parity or alerts; false where that is another's business. */
    boolean serve(HttpServerRequest request) {
        switch (request.path()) {
            case "/metrics/parity" -> request.response().end(parity().toBuffer());
            case "/parity/mismatches" -> request.response().end(list(mismatches));
            case "/alerts" -> request.response().end(list(alerts));
            case "/alerts/history" -> request.response().end(list(history));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Buffer list(JsonArray items) {
        return new JsonObject().put("items", items).putNull("next").toBuffer();
    }

    private JsonObject parity() {
        JsonObject totals = figures(0, 0, 0, 0, 0);
        JsonObject thresholds = new JsonObject();
        JsonObject byCategory = new JsonObject();
        categories.forEach((name, figures) -> {
            for (String count : List.of("dual_written", "matched", "mismatched", "unverified", "pending")) {
                totals.put(count, totals.getLong(count) + figures.getLong(count));
            }
            thresholds.put(name, LIMIT);
            byCategory.put(name, figures);
        });
        JsonObject lag = new JsonObject().put("p50", 1.5).put("p95", 12.0).putNull("p99");
        return new JsonObject()
                .put("totals", totals)
                .put("categories", byCategory)
                .put("lag_ms", new JsonObject().put("websocket", lag).put("realtime", lag))
                .put("window_s", 300)
                .put("thresholds", thresholds)
                .put("min_sample", MIN_SAMPLE)
                .put("timestamp", AT);
    }

    private static JsonObject figures(long all, long matched, long mismatched, long unverified, long pending) {
        long compared = matched + mismatched;
        return new JsonObject()
                .put("dual_written", all)
                .put("matched", matched)
                .put("mismatched", mismatched)
                .put("changed", mismatched)
                .put("missing", new JsonObject().put("websocket", 0).put("realtime", 0))
                .put("late", 0)
                .put("pending", pending)
                .put("unverified", unverified)
                .put("explained", 0)
                .put("match_rate", compared == 0 ? null : (double) matched / compared)
                .put("recent_comparisons", compared)
                .put("recent_mismatches", mismatched)
                .put("recent_mismatch_rate", compared == 0 ? null : (double) mismatched / compared);
    }
}
