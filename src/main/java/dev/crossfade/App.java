package dev.crossfade;

import dev.crossfade.alert.AlertVerticle;
import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FlushMetrics;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.control.ConfigVerticle;
import dev.crossfade.control.Configuration;
import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.SegmentedLog;
import dev.crossfade.feed.FeedVerticle;
import dev.crossfade.guard.GuardVerticle;
import dev.crossfade.http.HttpBounds;
import dev.crossfade.http.HttpVerticle;
import dev.crossfade.ingest.Admission;
import dev.crossfade.ingest.IngestVerticle;
import dev.crossfade.metrics.MetricsVerticle;
import dev.crossfade.parity.ParityVerticle;
import dev.crossfade.persistence.DatabaseAccess;
import dev.crossfade.persistence.DatabaseTarget;
import dev.crossfade.persistence.EmbeddedDatabase;
import dev.crossfade.persistence.PersistenceVerticle;
import dev.crossfade.persistence.Schema;
import dev.crossfade.persistence.SchemaReport;
import dev.crossfade.prometheus.JvmMeters;
import dev.crossfade.prometheus.PrometheusVerticle;
import dev.crossfade.selfmonitor.SelfMonitorVerticle;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The composition root: makes every part, starts them in the order in which they need each other, and stops them in
 * reverse within the deadline.
 */
public final class App {
    private static final Logger LOG = LoggerFactory.getLogger(App.class);
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    /** One for each verticle, so that a large body under judgement holds up nobody's sockets. */
    private static final int EVENT_LOOPS = 2 * CORES + 8;

    private static final long PROBE_MILLIS = 10;
    private static final int QUIET_PROBES = 5;
    /** The parts, in the order in which they stop. */
    private static final List<ShutdownStep> PARTS = List.of(
            ShutdownStep.PERSISTENCE,
            ShutdownStep.SELF_MONITORING,
            ShutdownStep.ALERTS,
            ShutdownStep.HTTP,
            ShutdownStep.FEED,
            ShutdownStep.PARITY,
            ShutdownStep.INGEST,
            ShutdownStep.GUARD,
            ShutdownStep.METRICS,
            ShutdownStep.CONFIG);

    private final Configuration configuration;
    private final Settings settings;
    private final SettingsSnapshot first;
    private volatile Settings newest;
    private final Clock clock;
    private final EventLog log;
    private final PrometheusMeterRegistry meters = JvmMeters.registry();
    private final Vertx vertx;
    private final Admission admission;
    /** Guarded by this, like {@link #stopping}. */
    private final Map<ShutdownStep, Future<String>> deployments = new EnumMap<>(ShutdownStep.class);

    private boolean stopping;
    private volatile int port;

    private App(Configuration configuration, Clock clock, EventLog log) {
        this.configuration = configuration;
        this.first = configuration.snapshot();
        this.settings = first.settings();
        this.clock = clock;
        this.log = log;
        this.vertx = Vertx.builder()
                .with(options(settings))
                .withMetrics(new MicrometerMetricsFactory(meters))
                .build();
        this.admission = new Admission(settings.ingest().maxInFlight());
        this.newest = settings;
        LocalCodec.register(vertx);
        new CurrentSettings(first).follow(vertx, now -> newest = now.settings());
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
    }

    private static VertxOptions options(Settings settings) {
        return new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setMetricsOptions(poolsAlone())
                .setFileSystemOptions(new FileSystemOptions()
                        .setFileCacheDir(CacheFolder.in(settings.dataDir()).name()));
    }

    /** Of Vert.x's own metrics: the others have labels that clients choose, or cost something with every message. */
    private static MicrometerMetricsOptions poolsAlone() {
        return new MicrometerMetricsOptions()
                .setEnabled(true)
                .setNettyMetricsEnabled(false)
                .setDisabledMetricsCategories(EnumSet.complementOf(EnumSet.of(MetricsDomain.NAMED_POOLS)).stream()
                        .map(MetricsDomain::toCategory)
                        .collect(Collectors.toSet()))
                .addDisabledMetricsCategory("sql");
    }

    /**
     * Opens the event log, and nothing else yet. Blocks for as long as that takes. {@link #stop} must follow.
     *
     * @throws IOException where the data directory or the event log cannot be used; the message says why
     */
    static App open(Configuration configuration, Clock clock) throws IOException {
        Settings settings = configuration.snapshot().settings();
        EventLog log = SegmentedLog.open(
                settings.dataDir().resolve("log"),
                settings.dataDir().resolve("node-id"),
                settings.eventLog(),
                EventJson::new);
        try {
            CacheFolder.in(settings.dataDir()).sweep();
            return new App(configuration, clock, log);
        } catch (IOException | RuntimeException failed) {
            log.close();
            throw failed;
        }
    }

    /**
     * Starts every part. A {@link #stop} may come at any time meanwhile: then no further part is started.
     *
     * @return done when the daemon accepts events; failed where a part does not start, with the part's own reason
     */
    CompletableFuture<?> start() {
        return startParts().toCompletionStage().toCompletableFuture();
    }

    /**
     * Brings the schema of the configured database up to date. Blocks; an embedded database is started for it, and
     * stopped again.
     *
     * @return what was done, for people
     * @throws IOException where the embedded database cannot be started, or a daemon is using it
     */
    public static String migrate(Settings settings) throws IOException {
        Duration patience = settings.flags().timeout();
        if (settings.database().uri().isPresent()) {
            return told(
                    Schema.migrate(DatabaseTarget.of(settings.database().uri().get()), patience));
        }
        EmbeddedDatabase embedded = EmbeddedDatabase.in(settings.dataDir());
        try {
            return told(Schema.migrate(embedded.start().owner(), patience));
        } finally {
            embedded.stop(settings.shutdown().timeout());
        }
    }

    private static String told(SchemaReport report) {
        StringBuilder text = new StringBuilder(report.toString());
        report.notes()
                .forEach(note ->
                        text.append(System.lineSeparator()).append("note: ").append(note));
        return text.toString();
    }

    /** The time that a stop may take, as the settings of the moment say. */
    Duration shutdownTimeout() {
        return newest.shutdown().timeout();
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    private Future<?> startParts() {
        return startConfig()
                .compose(started ->
                        one(ShutdownStep.METRICS, () -> new MetricsVerticle(first, log, settings.dataDir(), clock)))
                .compose(started -> one(ShutdownStep.VERTX, () -> new PrometheusVerticle(meters, log, clock)))
                .compose(started -> one(ShutdownStep.GUARD, () -> new GuardVerticle(first, this::audit, clock)))
                .compose(started -> one(
                        ShutdownStep.ALERTS,
                        () -> new AlertVerticle(first, log, settings.dataDir(), System::getenv, clock)))
                .compose(
                        started -> perCore(ShutdownStep.INGEST, () -> new IngestVerticle(first, log, admission, clock)))
                .compose(started -> one(ShutdownStep.FEED, FeedVerticle::new))
                .compose(started -> one(
                        ShutdownStep.PARITY, () -> new ParityVerticle(first, log, settings.dataDir(), clock, CORES)))
                .compose(started -> startHttp())
                .compose(started -> startSelfMonitoring())
                .compose(started ->
                        one(ShutdownStep.PERSISTENCE, () -> new PersistenceVerticle(log, first, database(), clock)));
    }

    private Future<?> startConfig() {
        return deploy(
                ShutdownStep.CONFIG,
                () -> new ConfigVerticle(configuration, settings.dataDir(), this::audit, clock),
                new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER));
    }

    private CompletionStage<?> audit(List<AuditRow> rows) {
        return log.note(rows.stream()
                .map(row -> new Note(
                        Note.Kind.AUDIT, AuditRowJson.of(row).toBuffer().getBytes()))
                .toList());
    }

    private Future<?> startHttp() {
        HttpBounds bounds = HttpBounds.fresh();
        return perCore(
                ShutdownStep.HTTP, () -> new HttpVerticle(first, log, clock, bounds, listening -> port = listening));
    }

    /** Before persistence, so that it misses nothing of the breaker. */
    private Future<?> startSelfMonitoring() {
        return one(ShutdownStep.SELF_MONITORING, () -> new SelfMonitorVerticle(first, log, clock));
    }

    private DatabaseAccess database() {
        return settings.database()
                .uri()
                .map(uri -> DatabaseAccess.external(DatabaseTarget.of(uri)))
                .orElseGet(() -> DatabaseAccess.embedded(EmbeddedDatabase.in(settings.dataDir())));
    }

    private Future<?> one(ShutdownStep part, Supplier<Deployable> verticle) {
        return deploy(part, verticle, new DeploymentOptions());
    }

    private Future<?> perCore(ShutdownStep part, Supplier<Deployable> verticle) {
        return deploy(part, verticle, new DeploymentOptions().setInstances(CORES));
    }

    /** @param part the step that will stop it */
    private synchronized Future<?> deploy(ShutdownStep part, Supplier<Deployable> verticle, DeploymentOptions options) {
        if (stopping) {
            return Future.failedFuture("told to stop");
        }
        Future<String> deployment = vertx.deployVerticle(verticle, options);
        deployments.put(part, deployment);
        return deployment;
    }

    /**
     * Stops: takes no more events, finishes those in flight, brings the log to the database and lets go of it, says
     * good-bye to the live clients, and stops every part. What a step could not do in its time is named and the next
     * one begins. Blocks, but waits for nothing beyond its time: neither Vert.x nor the disk is relied on for that.
     */
    ShutdownReport stop(ShutdownProgress progress) {
        startNothingMore();
        tellAllToStop();
        long end = log.stats().endOffset();
        step(progress, ShutdownStep.EVENTS_IN_FLIGHT, () -> stage(settled(end, QUIET_PROBES)));
        step(progress, ShutdownStep.METRICS_FLUSH, () -> stage(flushMetrics()));
        for (ShutdownStep part : PARTS) {
            step(progress, part, () -> stage(undeploy(part)));
        }
        step(progress, ShutdownStep.VERTX, () -> stage(vertx.close()));
        ShutdownReport.Left left = ShutdownReport.Left.in(log.stats());
        step(progress, ShutdownStep.EVENT_LOG, this::closeLog);
        return progress.report(left);
    }

    /** Parts that were still starting, and may have missed it, are told once more when they have started. */
    private synchronized void tellAllToStop() {
        Topics.STOPPING.publish(vertx, new Stopping());
        deployments.values().stream()
                .filter(deployment -> !deployment.isComplete())
                .forEach(starting -> starting.onComplete(started -> Topics.STOPPING.publish(vertx, new Stopping())));
    }

    private synchronized void startNothingMore() {
        stopping = true;
    }

    private static void step(ShutdownProgress progress, ShutdownStep step, Supplier<CompletableFuture<?>> work) {
        Duration allowed = progress.begin(step);
        try {
            work.get().get(allowed.toNanos(), TimeUnit.NANOSECONDS);
            progress.finished();
        } catch (TimeoutException late) {
            progress.unfinished("not done in its time");
        } catch (ExecutionException failed) {
            LOG.warn("shutdown step failed step=\"{}\"", step.label(), failed.getCause());
            progress.unfinished(String.valueOf(failed.getCause().getMessage()));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            progress.unfinished("interrupted");
        }
    }

    private static CompletableFuture<?> stage(Future<?> work) {
        return work.toCompletionStage().toCompletableFuture();
    }

    /** One that is still being deployed is stopped once it is; one that failed to deploy has nothing to stop. */
    private synchronized Future<?> undeploy(ShutdownStep part) {
        return deployments
                .getOrDefault(part, Future.succeededFuture())
                .otherwiseEmpty()
                .compose(id -> id == null ? Future.succeededFuture() : vertx.undeploy(id));
    }

    /** The log has it before persistence drains the log. Counters that are not there yet have nothing to flush. */
    private synchronized Future<?> flushMetrics() {
        return deployments
                .getOrDefault(ShutdownStep.METRICS, Future.succeededFuture())
                .otherwiseEmpty()
                .compose(id -> id == null
                        ? Future.succeededFuture()
                        : Endpoints.FLUSH_METRICS.ask(vertx, new FlushMetrics(false)));
    }

    /**
     * Done when nothing waits for the log and nothing has come to it for some probes: a request may have been under
     * judgement when its intake had not yet heard of the stop.
     *
     * @param end of the log when it was last looked at
     */
    private Future<?> settled(long end, int probesToGo) {
        if (probesToGo == 0) {
            return Future.succeededFuture();
        }
        return vertx.timer(PROBE_MILLIS).compose(fired -> {
            long now = log.stats().endOffset();
            boolean quiet = admission.waiting() == 0 && now == end;
            return settled(now, quiet ? probesToGo - 1 : QUIET_PROBES);
        });
    }

    /** On a thread of its own: a slow disk may hold it up for longer than it has. */
    private CompletableFuture<?> closeLog() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        Thread closer = new Thread(() -> closeLog(closed), "crossfade-log-closer");
        closer.setDaemon(true);
        closer.start();
        return closed;
    }

    private void closeLog(CompletableFuture<Void> closed) {
        try {
            log.close();
            closed.complete(null);
        } catch (RuntimeException failed) {
            closed.completeExceptionally(failed);
        }
    }
}
