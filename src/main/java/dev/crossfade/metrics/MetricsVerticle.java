package dev.crossfade.metrics;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.Topics;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;

/** Hears what every part observed and answers with the live counters. One instance. */
public final class MetricsVerticle extends VerticleBase {
    private final Aggregator aggregator = new Aggregator();
    private final Clock clock;

    public MetricsVerticle(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        Topics.INTAKE_OBSERVED.listen(vertx, observed -> aggregator.add(observed, clock.instant()));
        Topics.DELIVERY_OBSERVED.listen(vertx, aggregator::add);
        Endpoints.METRICS.serve(vertx, query -> Future.succeededFuture(aggregator.snapshot(clock.instant())));
        return Future.succeededFuture();
    }
}
