package dev.crossfade.metrics;

import dev.crossfade.bus.Activity;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FlushMetrics;
import dev.crossfade.bus.FlushReply;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsQuery;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.SourcesPage;
import dev.crossfade.bus.SourcesQuery;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.config.Flags;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogFollower;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what comes into the event log and hears what every part observed, answers with the live counters, and flushes
 * what was counted: every {@code MONITORING_METRICS_FLUSH_INTERVAL} while {@code MONITORING_METRICS_PERSISTENCE} is on, and
 * when it is told to. One instance.
 */
public final class MetricsVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsVerticle.class);
    private static final Duration MOST_PATIENCE = Duration.ofSeconds(10);

    /** For rows to gather: a few milliseconds cost no one anything, whoever asks is answered with all there is. */
    private static final long COALESCE_MILLIS = 5;

    private static final Duration SAVE = Duration.ofSeconds(1);
    private static final Duration OBSERVE = Duration.ofSeconds(1);
    private static final Duration MOST_CATCHING_UP = Duration.ofSeconds(1);

    private final Aggregator aggregator = new Aggregator();
    private final Windows windows = new Windows();
    private final Sources sources = new Sources();
    private final FlushSchedule schedule = new FlushSchedule(System.nanoTime());
    private final CurrentSettings current;
    private final EventLog log;
    private final Clock clock;
    private final CountingStateStore store;
    private UnflushedCounts unflushed;
    private LogFollower follower;
    private Counter counter;
    private FlushWriter flushes;
    private boolean awake;
    private boolean changed;
    private Future<?> saving = Future.succeededFuture();
    private Flags flags;
    /** None yet; 0 is the first timer of the daemon, which is somebody else's. */
    private long timer = -1;

    private boolean stopping;
    private String problem = "";

    /** @param dataDir where it keeps how far it has counted */
    public MetricsVerticle(SettingsSnapshot first, EventLog log, Path dataDir, Clock clock) {
        this.current = new CurrentSettings(first);
        this.flags = first.settings().flags();
        this.log = log;
        this.clock = clock;
        this.store = new CountingStateStore(dataDir);
    }

    /** Started when what an earlier start had not flushed is counted again. */
    @Override
    public Future<?> start() {
        long end = log.stats().endOffset();
        return vertx.executeBlocking(store::read)
                .compose(kept ->
                        Future.fromCompletionStage(CountingStart.find(kept, log, end, clock, this::inContext), context))
                .compose(from -> begin(from, end))
                .onSuccess(begun -> listen());
    }

    private Future<?> begin(CountingState from, long end) {
        unflushed = new UnflushedCounts(from.since());
        unflushed.add(from.rows());
        counter = new Counter(aggregator, unflushed, windows, sources, end);
        follower = new LogFollower(log, from.upTo(), this::inContext, records -> {
            changed = true;
            counter.count(records);
            counter.countTimes(records.get(records.size() - 1).offset());
        });
        flushes = new FlushWriter(context, log, clock, unflushed, follower::upTo);
        return Future.fromCompletionStage(follower.reach(end), context);
    }

    private void inContext(Runnable work) {
        context.runOnContext(turn -> work.run());
    }

    private void listen() {
        Topics.LOG_ADVANCED.listen(vertx, advanced -> wake());
        Topics.INTAKE_OBSERVED.listen(vertx, this::observed);
        Topics.DELIVERY_OBSERVED.listen(vertx, observed -> counter.count(observed, clock.instant()));
        Topics.FLUSH_SETTLED.listen(vertx, flushes::settled);
        Topics.STOPPING.listen(vertx, told -> {
            stopping = true;
            awaitNext();
        });
        Endpoints.METRICS.serve(vertx, query -> caughtUp().map(done -> snapshot(query)));
        Endpoints.SOURCES.serve(vertx, query -> caughtUp().map(done -> page(query)));
        Endpoints.RECENT_SUMMARY.serve(vertx, query -> caughtUp().map(done -> windows.minutes(query, clock.instant())));
        Endpoints.FLUSH_METRICS.serve(vertx, this::flush);
        current.follow(vertx, this::changed);
        vertx.setPeriodic(SAVE.toMillis(), now -> save());
        vertx.setPeriodic(OBSERVE.toMillis(), now -> observe());
        awaitNext();
        wake();
    }

    /** Counts what has not been flushed by now are kept for the next start. */
    @Override
    public Future<?> stop() {
        return caughtUp().compose(done -> save());
    }

    private void observed(IntakeObserved observed) {
        changed = true;
        counter.count(observed, clock.instant(), log.stats().endOffset());
        counter.countTimes(follower.upTo());
    }

    private void observe() {
        caughtUp().onSuccess(done -> Topics.METRICS_OBSERVED.publish(vertx, snapshot(MetricsQuery.sinceTheStart())));
    }

    /** However often the log tells that it has grown, one look follows, a moment later. */
    private void wake() {
        if (!awake) {
            awake = true;
            vertx.setTimer(COALESCE_MILLIS, timer -> {
                awake = false;
                follower.readOn();
            });
        }
    }

    /** Done when all is counted that the log has now: whoever asks finds what was accepted before. */
    private Future<Void> caughtUp() {
        return Future.fromCompletionStage(follower.reach(log.stats().endOffset()), context)
                .timeout(MOST_CATCHING_UP.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private MetricsSnapshot snapshot(MetricsQuery query) {
        Instant now = clock.instant();
        Optional<Aggregator> past = query.window()
                .map(last -> windows.last(last, now))
                .or(() -> query.period().map(period -> windows.between(period, now)));
        past.ifPresent(some -> some.connectedAs(aggregator));
        return past.orElse(aggregator).snapshot(activity(now), now);
    }

    private SourcesPage page(SourcesQuery query) {
        Instant now = clock.instant();
        return sources.page(query, activity(now), now);
    }

    private Activity activity(Instant now) {
        return sources.activity(windows.acceptedPerSecond(now), now);
    }

    /** One at a time. */
    private Future<?> save() {
        if (changed && saving.isComplete()) {
            changed = false;
            CountingState state = new CountingState(follower.upTo(), unflushed.since(), unflushed.rows());
            saving = vertx.executeBlocking(() -> {
                store.write(state);
                return null;
            });
        }
        return saving;
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
        return caughtUp().compose(all -> flushes.flush()).onComplete(ended -> {
            changed = true;
            schedule.ended(ended.succeeded(), System.nanoTime());
            tell(ended.succeeded() ? "" : String.valueOf(ended.cause().getMessage()));
            awaitNext();
        });
    }

    private Future<FlushReply> flush(FlushMetrics wish) {
        if (!flags.metricsPersistence()) {
            return Future.succeededFuture(new FlushReply.SwitchedOff());
        }
        return flush().compose(flushed -> (wish.awaitStored() ? stored(flushed) : Future.succeededFuture(true))
                .map(stored ->
                        stored ? new FlushReply.Flushed(flushed.rows(), clock.instant()) : new FlushReply.Refused()));
    }

    /** The database may be away for days; the answer does not wait for that. */
    private Future<Boolean> stored(FlushWriter.Flushed flushed) {
        long millis = Math.min(flags.timeout().multipliedBy(2).toMillis(), MOST_PATIENCE.toMillis());
        return flushed.stored()
                .timeout(millis, TimeUnit.MILLISECONDS)
                .recover(failure -> Future.failedFuture(failure instanceof TimeoutException ? late() : failure));
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
