package dev.crossfade.metrics;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FlushMetrics;
import dev.crossfade.bus.FlushReply;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.config.Flags;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.eventlog.EventLog;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what every part observed, answers with the live counters, and flushes what validation counted: every {@code
 * MONITORING_METRICS_FLUSH_INTERVAL} while {@code MONITORING_METRICS_PERSISTENCE} is on, and when it is told to. One
 * instance.
 */
public final class MetricsVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsVerticle.class);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

    private final Aggregator aggregator = new Aggregator();
    private final FlushSchedule schedule = new FlushSchedule(System.nanoTime());
    private final CurrentSettings current;
    private final EventLog log;
    private final Clock clock;
    private FlushWriter flushes;
    private Flags flags;
    /** None yet; 0 is the first timer of the daemon, which is somebody else's. */
    private long timer = -1;

    private boolean stopping;
    private String problem = "";

    public MetricsVerticle(SettingsSnapshot first, EventLog log, Clock clock) {
        this.current = new CurrentSettings(first);
        this.flags = first.settings().flags();
        this.log = log;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        flushes = new FlushWriter(context, log, clock);
        Topics.INTAKE_OBSERVED.listen(vertx, this::observed);
        Topics.DELIVERY_OBSERVED.listen(vertx, aggregator::add);
        Topics.FLUSH_SETTLED.listen(vertx, flushes::settled);
        Topics.STOPPING.listen(vertx, told -> {
            stopping = true;
            awaitNext();
        });
        Endpoints.METRICS.serve(vertx, query -> Future.succeededFuture(aggregator.snapshot(clock.instant())));
        Endpoints.FLUSH_METRICS.serve(vertx, this::flush);
        current.follow(vertx, this::changed);
        awaitNext();
        return Future.succeededFuture();
    }

    private void observed(IntakeObserved observed) {
        aggregator.add(observed, clock.instant());
        flushes.add(observed);
    }

    private void changed(SettingsSnapshot now) {
        Flags before = flags;
        flags = now.settings().flags();
        if (!before.metricsFlushInterval().equals(flags.metricsFlushInterval())
                || before.metricsPersistence() != flags.metricsPersistence()) {
            awaitNext();
        }
    }

    /** Has the next flush come when it is due, by the settings of the moment. The last one is made when it is told to. */
    private void awaitNext() {
        vertx.cancelTimer(timer);
        if (flags.metricsPersistence() && !stopping) {
            Duration left = schedule.untilNext(flags.metricsFlushInterval(), System.nanoTime());
            timer = vertx.setTimer(Math.max(1, left.toMillis()), due -> flush());
        }
    }

    private Future<FlushWriter.Flushed> flush() {
        return flushes.flush().onComplete(ended -> {
            schedule.ended(ended.succeeded(), System.nanoTime());
            tell(ended.succeeded() ? "" : String.valueOf(ended.cause().getMessage()));
            awaitNext();
        });
    }

    private Future<FlushReply> flush(FlushMetrics wish) {
        if (!flags.metricsPersistence()) {
            return Future.succeededFuture(new FlushReply.SwitchedOff());
        }
        return flush().compose(flushed -> wish.awaitStored() ? stored(flushed) : Future.succeededFuture(flushed.rows()))
                .map(rows -> new FlushReply.Flushed(rows, clock.instant()));
    }

    /** The database may be away for days; the answer does not wait for that. */
    private Future<Integer> stored(FlushWriter.Flushed flushed) {
        long millis = Math.min(flags.timeout().multipliedBy(2).toMillis(), MOST_PATIENCE.toMillis());
        return flushed.stored()
                .timeout(millis, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(failure instanceof TimeoutException ? late() : failure))
                .map(flushed.rows());
    }

    private static Unavailable late() {
        return new Unavailable(
                "the database has not taken the metrics in time; they are in the event log and will be stored");
    }

    /** The same trouble once. */
    private void tell(String now) {
        if (!now.isEmpty() && !now.equals(problem)) {
            LOG.warn("metrics not flushed, trying again problem=\"{}\"", now);
        }
        problem = now;
    }
}
