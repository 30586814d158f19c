package dev.crossfade.http;

import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.event.EventTime;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogStats;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Instant;

/**
 * {@code GET /health}: the process lives. {@code GET /health/ready}: it can accept events, part by part. A dead database
 * does not make it unready, since events are accepted all the same. Belongs to the context of its server.
 */
final class HealthHandler {
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final EventLog log;
    private final ConfigHealthHandler config;
    private final Clock clock;
    private final Instant startedAt;
    private PersistenceObserved persistence = PersistenceObserved.nothingYet();
    private boolean stopping;

    HealthHandler(EventLog log, ConfigHealthHandler config, Clock clock) {
        this.log = log;
        this.config = config;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    void start(Vertx vertx) {
        Topics.PERSISTENCE_OBSERVED.listen(vertx, observed -> persistence = observed);
        Topics.STOPPING.listen(vertx, told -> stopping = true);
    }

    Instant startedAt() {
        return startedAt;
    }

    /** Whether the daemon is on its way down and takes no more events. */
    boolean isStopping() {
        return stopping;
    }

    void live(RoutingContext ctx) {
        answer(ctx, OK, new JsonObject().put("status", "up"));
    }

    void ready(RoutingContext ctx) {
        LogStats stats = log.stats();
        boolean ready = stats.accepting() && !stopping;
        JsonObject components = new JsonObject()
                .put("event_log", eventLog(stats))
                .put("database", database())
                .put("adapters", new JsonObject().put("status", stopping ? "down" : "up"))
                .put("config", config.component());
        answer(
                ctx,
                ready ? OK : UNAVAILABLE,
                new JsonObject().put("status", ready ? "ready" : "not_ready").put("components", components));
    }

    private static JsonObject eventLog(LogStats stats) {
        return new JsonObject()
                .put("status", stats.accepting() ? "up" : "down")
                .put("backlog_events", stats.backlog())
                .put("bytes", stats.bytes())
                .put("max_bytes", stats.maxBytes())
                .put("problem", stats.problem());
    }

    /** Without the reason, which may name hosts and users: everybody may ask for this. */
    private JsonObject database() {
        boolean up = persistence.reachable() && persistence.breaker().state() != BreakerState.OPEN;
        return new JsonObject()
                .put("status", up ? "up" : "down")
                .put("round_trip_ms", persistence.roundTripMillis() > 0 ? persistence.roundTripMillis() : null)
                .put("breaker", persistence.breaker().state().label())
                .put("write_path", persistence.writePath())
                .put("problem", up ? "" : "the database does not take events; /metrics/persistence says why");
    }

    private void answer(RoutingContext ctx, int status, JsonObject body) {
        Instant now = clock.instant();
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.put("uptime_s", Math.max(0, now.getEpochSecond() - startedAt.getEpochSecond()))
                        .put("timestamp", EventTime.text(now))
                        .toBuffer());
    }
}
