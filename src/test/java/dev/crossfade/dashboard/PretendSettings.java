package dev.crossfade.dashboard;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * The pretended daemon's configuration, as its doors show and change it: a version that grows, overrides, and what is
 * not in force. Belongs to the daemon's context.
 */
final class PretendSettings {
    private static final String AT = "2026-11-21T06:00:00.000000Z";
    private static final String OVERRIDE = "dual_write.global_override";
    private static final String PERFORMANCE = "dual_write.categories.performance.";
    private static final String FLAG = "flags.MONITORING_BATCH_SIZE";

    private final TreeMap<String, JsonObject> overrides = new TreeMap<>();
    private final JsonObject guards = new JsonObject();
    private final JsonObject rolledBack = new JsonObject();
    private final JsonArray issues = new JsonArray();
    private final JsonObject plan;
    private final List<String> asked = new ArrayList<>();
    private boolean mayChange = true;
    private int refusal;
    private boolean closed;
    private long version = 7;

    PretendSettings(JsonObject plan) {
        this.plan = plan;
    }

    /** Sets the key as an operator does. */
    void override(String key, Object value, String actor, String reason) {
        overrides.put(
                key,
                new JsonObject()
                        .put("key", key)
                        .put("value", value)
                        .put("actor", actor)
                        .put("reason", reason)
                        .put("at", AT));
        version++;
    }

    void issue(String kind, String path, String value, String expected) {
        issues.add(new JsonObject()
                .put("kind", kind)
                .put("path", path)
                .put("value", value)
                .put("expected", expected)
                .put("since", AT));
    }

    /** The page's key is one that may only read. */
    void onlyRead() {
        mayChange = false;
    }

    /** Knows the page's key no more. */
    void close() {
        closed = true;
    }

    /** Refuses every change with that status. */
    void refuse(int status) {
        refusal = status;
    }

    /** Every change that was asked for: method, path, If-Match and body. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The guard takes an adapter out, or lets it back. */
    void guarded(String adapter, String state, double share, String reason) {
        guards.put(adapter, guard(state, share, reason));
    }

    /** The guard sets a category back. */
    void rollBack(String category, String why) {
        rolledBack.put(category, why);
        override("dual_write.categories." + category + ".adapters", new JsonArray().add("websocket"), "guard", why);
    }

    /** What is said of a guard. */
    static JsonObject guard(String state, double share, String reason) {
        return new JsonObject()
                .put("state", state)
                .put("share", share)
                .put("trips", reason.isEmpty() ? 0 : 2)
                .put("reason", reason)
                .put("error_rate", 0.002)
                .putNull("p95_ms");
    }

    /** Answers what is about the configuration; false where that is another's business. */
    boolean serve(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.PUT) || request.method().equals(HttpMethod.DELETE)) {
            request.body().onSuccess(body -> change(request, body.toJsonObject()));
            return true;
        }
        if (!Set.of("/health/flags", "/routing", "/flags/status").contains(request.path())) {
            return false;
        }
        if (closed) {
            answer(request, 401, new JsonObject());
            return true;
        }
        JsonObject document =
                switch (request.path()) {
                    case "/routing" -> routing();
                    case "/flags/status" -> flags();
                    default -> health();
                };
        request.response().end(document.put("version", version).toBuffer());
        return true;
    }

    private void change(HttpServerRequest request, JsonObject body) {
        String tag = request.getHeader("If-Match");
        asked.add(String.join(" ", request.method().name(), request.path(), tag, body.encode()));
        if (refusal > 0) {
            answer(request, refusal, new JsonObject().put("detail", "not now"));
        } else if (!tag.equals("\"" + version + "\"")) {
            answer(request, 412, new JsonObject().put("version", version));
        } else {
            make(request, body);
            answer(request, 200, new JsonObject().put("version", version));
        }
    }

    private void make(HttpServerRequest request, JsonObject body) {
        String prefix = request.path().equals("/routing/override") ? OVERRIDE : PERFORMANCE;
        if (request.method().equals(HttpMethod.DELETE)) {
            overrides.keySet().removeIf(key -> key.startsWith(prefix));
            rolledBack.clear();
            version++;
            return;
        }
        String reason = (String) body.remove("reason");
        body.forEach(member -> override(
                prefix.equals(OVERRIDE) ? OVERRIDE : prefix + member.getKey(), member.getValue(), "page", reason));
    }

    private static void answer(HttpServerRequest request, int status, JsonObject body) {
        request.response().setStatusCode(status).end(body.toBuffer());
    }

    private JsonObject health() {
        return new JsonObject()
                .put("since", AT)
                .put("issues", issues)
                .put("overrides", new JsonArray(List.copyOf(overrides.values())))
                .put("may_change", mayChange);
    }

    private JsonObject routing() {
        JsonObject categories = new JsonObject();
        for (String name : GeneratedEvents.CATEGORIES) {
            JsonObject planned = plan.getJsonObject(name);
            categories.put(
                    name,
                    new JsonObject()
                            .put("enabled", !"user_activity".equals(name))
                            .put("percentage", value(name, "percentage", planned))
                            .put("adapters", value(name, "adapters", planned))
                            .put("persist", true));
        }
        JsonObject limits = new JsonObject().put("error_threshold", 0.05).put("latency_threshold_ms", 150);
        JsonObject dualWrite = new JsonObject()
                .put("categories", categories)
                .put("adapter_health", new JsonObject().put("realtime", limits))
                .put("global_override", overridden(OVERRIDE, null));
        return new JsonObject()
                .put("dual_write", dualWrite)
                .put("plan", plan)
                .put("sources", sources())
                .put("guards", guards)
                .put("rolled_back", rolledBack);
    }

    private Object value(String category, String member, JsonObject planned) {
        return overridden("dual_write.categories." + category + "." + member, planned.getValue(member));
    }

    private Object overridden(String key, Object otherwise) {
        return overrides.containsKey(key) ? overrides.get(key).getValue("value") : otherwise;
    }

    private JsonObject sources() {
        JsonObject sources = new JsonObject().put("categories.system.percentage", "file");
        overrides.keySet().forEach(key -> sources.put(key.replace("dual_write.", ""), "override"));
        return sources;
    }

    private JsonObject flags() {
        JsonObject flags = new JsonObject()
                .put("MONITORING_USE_ADAPTER", true)
                .put("MONITORING_ADAPTER_TYPE", "realtime")
                .put("MONITORING_BATCH_SIZE", overridden(FLAG, 1000));
        JsonObject sources =
                new JsonObject().put("MONITORING_USE_ADAPTER", "env").put("MONITORING_ADAPTER_TYPE", "default");
        return new JsonObject().put("flags", flags).put("sources", sources);
    }
}
