package dev.crossfade;

import dev.crossfade.alert.AlertVerticle;
import dev.crossfade.bus.AuditRowJson;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
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
import dev.crossfade.prometheus.JvmMeters;
import dev.crossfade.prometheus.PrometheusVerticle;
import dev.crossfade.selfmonitor.SelfMonitorVerticle;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The composition root: makes every part, starts them in the order in which they need each other, and stops them in
 * reverse within the deadline.
 */
public final class App {
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    /** One for each verticle, so that a large body under judgement holds up nobody's sockets. */
    private static final int EVENT_LOOPS = 2 * CORES + 8;

    private final Configuration configuration;
    private final Settings settings;
    private final SettingsSnapshot first;
    private volatile Settings newest;
    private final Clock clock;
    private final EventLog log;
    private final PrometheusMeterRegistry meters = JvmMeters.registry();
    private final Vertx vertx;
    private final Admission admission;
    private final Deployments deployments;
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
        this.deployments = new Deployments(vertx);
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
                .compose(started -> deployments.one(
                        ShutdownStep.METRICS, () -> new MetricsVerticle(first, log, settings.dataDir(), clock)))
                .compose(started ->
                        deployments.one(ShutdownStep.VERTX, () -> new PrometheusVerticle(meters, log, clock)))
                .compose(started ->
                        deployments.one(ShutdownStep.GUARD, () -> new GuardVerticle(first, this::audit, clock)))
                .compose(started -> deployments.one(
                        ShutdownStep.ALERTS,
                        () -> new AlertVerticle(first, log, settings.dataDir(), System::getenv, clock)))
                .compose(started -> deployments.many(
                        CORES, ShutdownStep.INGEST, () -> new IngestVerticle(first, log, admission, clock)))
                .compose(started -> deployments.one(ShutdownStep.FEED, FeedVerticle::new))
                .compose(started -> deployments.one(
                        ShutdownStep.PARITY, () -> new ParityVerticle(first, log, settings.dataDir(), clock, CORES)))
                .compose(started -> startHttp())
                .compose(started -> startSelfMonitoring())
                .compose(started -> deployments.one(
                        ShutdownStep.PERSISTENCE, () -> new PersistenceVerticle(log, first, database(), clock)));
    }

    private Future<?> startConfig() {
        return deployments.worker(
                ShutdownStep.CONFIG, () -> new ConfigVerticle(configuration, settings.dataDir(), this::audit, clock));
    }

    private CompletionStage<?> audit(List<AuditRow> rows) {
        return log.note(rows.stream()
                .map(row -> new Note(
                        Note.Kind.AUDIT, AuditRowJson.of(row).toBuffer().getBytes()))
                .toList());
    }

    private Future<?> startHttp() {
        HttpBounds bounds = HttpBounds.fresh();
        return deployments.many(
                CORES,
                ShutdownStep.HTTP,
                () -> new HttpVerticle(first, log, clock, bounds, listening -> port = listening));
    }

    /** Before persistence, so that it misses nothing of the breaker. */
    private Future<?> startSelfMonitoring() {
        return deployments.one(ShutdownStep.SELF_MONITORING, () -> new SelfMonitorVerticle(first, log, clock));
    }

    private DatabaseAccess database() {
        return settings.database()
                .uri()
                .map(uri -> DatabaseAccess.external(DatabaseTarget.of(uri)))
                .orElseGet(() -> DatabaseAccess.embedded(EmbeddedDatabase.in(settings.dataDir())));
    }

    /**
     * Stops: takes no more events, finishes those in flight, brings the log to the database and lets go of it, says
     * good-bye to the live clients, and stops every part. Blocks for as long as the steps have.
     */
    ShutdownReport stop(ShutdownProgress progress) {
        return new ShutdownSequence(vertx, deployments, admission, log).run(progress);
    }
}
