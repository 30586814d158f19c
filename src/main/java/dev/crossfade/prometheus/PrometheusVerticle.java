package dev.crossfade.prometheus;

import dev.crossfade.bus.ConfigQuery;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.Exposition;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.ScrapeQuery;
import dev.crossfade.bus.Topics;
import dev.crossfade.eventlog.EventLog;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/**
 * Keeps what the parts tell of themselves, and writes it out for Prometheus when it is asked to. One instance; deployed
 * when the settings and the live counters are there.
 */
public final class PrometheusVerticle extends VerticleBase {
    private static final long ASK_LOOPS_MILLIS = 1000;
    /** The parts tell of themselves once a second: to write it out more often says nothing new. */
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

    private final Observations told = new Observations();
    private final JvmMeters jvm = new JvmMeters();
    private final PrometheusMeterRegistry registry;
    private final Map<TextFormat, Written> written = new EnumMap<>(TextFormat.class);

    private record Written(Exposition exposition, long nanos) {}

    /** @param registry of Vert.x's own meters; everything else comes into it too */
    public PrometheusVerticle(PrometheusMeterRegistry registry, EventLog log, Clock clock) {
        this.registry = registry;
        registry.getPrometheusRegistry().register(new CrossfadeCollector(told, log::stats, clock));
    }

    @Override
    public Future<?> start() {
        jvm.bindTo(registry);
        LoopLag loops = new LoopLag(((VertxInternal) vertx).nettyEventLoopGroup(), registry);
        vertx.setPeriodic(0, ASK_LOOPS_MILLIS, now -> loops.ask());
        Topics.METRICS_OBSERVED.listen(vertx, told::metrics);
        Topics.PERSISTENCE_OBSERVED.listen(vertx, told::persistence);
        Topics.PARITY_OBSERVED.listen(vertx, told::parity);
        Topics.CONFIG_OBSERVED.listen(vertx, told::config);
        Topics.GUARD_OBSERVED.listen(vertx, told::guard);
        Topics.ALERTS_OBSERVED.listen(vertx, told::alerts);
        Endpoints.SCRAPE.serve(vertx, this::scrape);
        return Future.join(
                Endpoints.METRICS.ask(vertx, MetricsQuery.sinceTheStart()).onSuccess(told::metrics),
                Endpoints.CONFIG.ask(vertx, new ConfigQuery()).onSuccess(told::config));
    }

    @Override
    public Future<?> stop() {
        jvm.close();
        return Future.succeededFuture();
    }

    private Future<Exposition> scrape(ScrapeQuery query) {
        TextFormat format = query.openMetrics() ? TextFormat.OPEN_METRICS : TextFormat.PROMETHEUS;
        Written last = written.get(format);
        if (last == null || System.nanoTime() - last.nanos() > FRESH_NANOS) {
            last = write(format);
            written.put(format, last);
        }
        return Future.succeededFuture(last.exposition());
    }

    private Written write(TextFormat format) {
        Buffer text =
                Buffer.buffer(format.write(registry.getPrometheusRegistry().scrape()));
        return new Written(new Exposition(format.contentType(), text), System.nanoTime());
    }
}
