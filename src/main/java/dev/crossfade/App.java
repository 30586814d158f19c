package dev.crossfade;

import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.LogAdvanced;
import dev.crossfade.bus.Stopping;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.event.EventJson;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.SegmentedLog;
import dev.crossfade.http.HttpBounds;
import dev.crossfade.http.HttpVerticle;
import dev.crossfade.ingest.Admission;
import dev.crossfade.ingest.IngestVerticle;
import dev.crossfade.metrics.MetricsVerticle;
import dev.crossfade.persistence.DatabaseAccess;
import dev.crossfade.persistence.DatabaseTarget;
import dev.crossfade.persistence.EmbeddedDatabase;
import dev.crossfade.persistence.PersistenceVerticle;
import dev.crossfade.persistence.Schema;
import dev.crossfade.selfmonitor.SelfMonitorVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
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
    private static final int EVENT_LOOPS = 2 * CORES + 3;

    private static final long IN_FLIGHT_PROBE_MILLIS = 10;

    private final Settings settings;
    private final Clock clock;
    private final EventLog log;
    private final Vertx vertx;
    private final Admission admission;
    private final Map<String, String> deployed = new HashMap<>();
    private final List<String> unfinished = new ArrayList<>();
    private volatile int port;

    private App(Settings settings, Clock clock, EventLog log) {
        this.settings = settings;
        this.clock = clock;
        this.log = log;
        this.vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setFileCacheDir(CacheFolder.in(settings.dataDir()).name())));
        this.admission = new Admission(settings.ingest().maxInFlight());
        LocalCodec.register(vertx);
        log.onAdvance(end -> Topics.LOG_ADVANCED.publish(vertx, new LogAdvanced(end)));
    }

    /**
     * Opens the event log and starts every part. Blocks until the daemon accepts events; where a part does not start,
     * what had started is stopped again.
     *
     * @throws IOException where the data directory or the event log cannot be used; the message says why
     */
    public static App start(Settings settings, Clock clock) throws IOException {
        EventLog log = SegmentedLog.open(
                settings.dataDir().resolve("log"),
                settings.dataDir().resolve("node-id"),
                settings.eventLog(),
                EventJson::new);
        CacheFolder.in(settings.dataDir()).sweep();
        App app = new App(settings, clock, log);
        try {
            app.startParts().await();
            return app;
        } catch (Exception failed) {
            // Any exception: awaiting a future throws checked ones too.
            app.stop();
            throw failed;
        }
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
            return Schema.migrate(DatabaseTarget.of(settings.database().uri().get()), patience)
                    .toString();
        }
        EmbeddedDatabase embedded = EmbeddedDatabase.in(settings.dataDir());
        try {
            return Schema.migrate(embedded.start().owner(), patience).toString();
        } finally {
            embedded.stop(settings.shutdown().timeout());
        }
    }

    /** The port that it listens on. */
    public int port() {
        return port;
    }

    private Future<?> startParts() {
        return one("metrics", () -> new MetricsVerticle(clock))
                .compose(started -> perCore("ingest", () -> new IngestVerticle(settings, log, admission, clock)))
                .compose(started -> startHttp())
                .compose(started -> one("persistence", () -> new PersistenceVerticle(log, settings, database(), clock)))
                .compose(started -> startSelfMonitoring());
    }

    private Future<?> startHttp() {
        HttpBounds bounds = HttpBounds.fresh();
        return perCore("http", () -> new HttpVerticle(settings, log, clock, bounds, listening -> port = listening));
    }

    private Future<?> startSelfMonitoring() {
        Settings.SelfMonitoring monitoring = settings.selfMonitoring();
        return monitoring.enabled()
                ? one("self_monitoring", () -> new SelfMonitorVerticle(monitoring, log, clock))
                : Future.succeededFuture();
    }

    private DatabaseAccess database() {
        return settings.database()
                .uri()
                .map(uri -> DatabaseAccess.external(DatabaseTarget.of(uri)))
                .orElseGet(() -> DatabaseAccess.embedded(EmbeddedDatabase.in(settings.dataDir())));
    }

    private Future<?> one(String part, Supplier<Deployable> verticle) {
        return deploy(part, verticle, 1);
    }

    private Future<?> perCore(String part, Supplier<Deployable> verticle) {
        return deploy(part, verticle, CORES);
    }

    private Future<?> deploy(String part, Supplier<Deployable> verticle, int instances) {
        return vertx.deployVerticle(verticle, new DeploymentOptions().setInstances(instances))
                .onSuccess(id -> deployed.put(part, id));
    }

    /**
     * Stops: takes no more events, finishes those in flight, brings the log to the database and lets go of it, says
     * good-bye to the live clients, and stops every part. Each step has a share of {@code shutdown.timeout}; what one
     * could not finish is named and the next one begins. Blocks.
     *
     * @return the steps that could not finish; what they left is in the event log for the next start
     */
    public List<String> stop() {
        Topics.STOPPING.publish(vertx, new Stopping());
        stopParts().await();
        vertx.close().await();
        return closeLog();
    }

    private Future<?> stopParts() {
        return step("self-monitoring", 2, undeploy("self_monitoring"))
                .compose(done -> step("events in flight", 10, this::inFlight))
                .compose(done -> step("persistence", 76, undeploy("persistence")))
                .compose(done -> step("http", 8, undeploy("http")))
                .compose(done -> step("ingest", 2, undeploy("ingest")))
                .compose(done -> step("metrics", 2, undeploy("metrics")));
    }

    private List<String> closeLog() {
        long backlog = log.stats().backlog();
        log.close();
        if (backlog > 0) {
            unfinished.add(backlog + " records of the event log are not stored yet");
        }
        return List.copyOf(unfinished);
    }

    /**
     * @param percent share of the whole deadline
     */
    private Future<?> step(String name, int percent, Supplier<Future<?>> work) {
        long millis = settings.shutdown().timeout().toMillis() * percent / 100;
        return work.get()
                .timeout(millis, TimeUnit.MILLISECONDS)
                .onFailure(cause -> {
                    LOG.warn("shutdown step unfinished step=\"{}\" reason=\"{}\"", name, cause.getMessage());
                    unfinished.add(name);
                })
                .otherwiseEmpty();
    }

    private Supplier<Future<?>> undeploy(String part) {
        return () -> deployed.containsKey(part) ? vertx.undeploy(deployed.get(part)) : Future.succeededFuture();
    }

    private Future<?> inFlight() {
        return admission.waiting() == 0
                ? Future.succeededFuture()
                : vertx.timer(IN_FLIGHT_PROBE_MILLIS).compose(fired -> inFlight());
    }
}
