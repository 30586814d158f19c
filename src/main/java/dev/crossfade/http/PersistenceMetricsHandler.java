package dev.crossfade.http;

import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.eventlog.EventLog;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;

/**
 * {@code GET /metrics/persistence}: what persistence last told of itself, and what waits for it in the event log. Belongs
 * to the context of its server.
 */
final class PersistenceMetricsHandler implements Handler<RoutingContext> {
    private final EventLog log;
    private final Clock clock;
    private PersistenceObserved observed = PersistenceObserved.nothingYet();

    PersistenceMetricsHandler(EventLog log, Clock clock) {
        this.log = log;
        this.clock = clock;
    }

    void start(Vertx vertx) {
        Topics.PERSISTENCE_OBSERVED.listen(vertx, told -> observed = told);
    }

    @Override
    public void handle(RoutingContext ctx) {
        ctx.json(PersistenceMetricsJson.of(observed, log.stats(), clock.instant()));
    }
}
