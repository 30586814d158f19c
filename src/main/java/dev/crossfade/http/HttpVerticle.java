package dev.crossfade.http;

import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.config.Settings;
import dev.crossfade.config.Settings.Auth.Role;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.eventlog.EventLog;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.handler.StaticHandler;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * One instance of the HTTP server, with the websocket adapter of its own clients. One a core; they share the port.
 */
public final class HttpVerticle extends VerticleBase {
    /** Names the port that the instances share when it is any free one. */
    private static final int FREE_PORT = 1;

    private static final int IDLE_SECONDS = 75;
    private static final long MAX_GOOD_BYE_MILLIS = 1000;
    /** Of shutdown.timeout. */
    private static final int GOOD_BYE_PERCENT = 3;

    private static final int BACKLOG = 1024;
    /** Clients of the REST interface put what they look for into the address: they warn from 8,000 characters on. */
    private static final int MAX_ADDRESS = 16 << 10;

    private static final int LEAST_MAX_MESSAGE = 1 << 20;

    private final CurrentSettings current;
    private final CurrentGuard guard = new CurrentGuard();
    private final EventLog log;
    private final Clock clock;
    private final HttpBounds bounds;
    private final IntConsumer onListening;
    private final Passage passage;
    private KeyRing keys;
    private ForeignPages pages;
    private LiveWriter live;
    private RealtimeWriter realtime;
    private Routes routes;
    private HttpServer server;

    /**
     * @param first in force at the start
     * @param bounds shared by all instances
     * @param onListening told the port
     */
    public HttpVerticle(SettingsSnapshot first, EventLog log, Clock clock, HttpBounds bounds, IntConsumer onListening) {
        this(first, log, clock, bounds, onListening, Passage.OPEN);
    }

    /** @param passage what both adapters send everything through */
    HttpVerticle(
            SettingsSnapshot first,
            EventLog log,
            Clock clock,
            HttpBounds bounds,
            IntConsumer onListening,
            Passage passage) {
        this.current = new CurrentSettings(first);
        this.log = log;
        this.clock = clock;
        this.bounds = bounds;
        this.onListening = onListening;
        this.passage = passage;
    }

    @Override
    public Future<?> start() {
        // The deployment has one id for all its instances.
        live = new LiveWriter(log, clock, UUID.randomUUID().toString(), passage);
        realtime = new RealtimeWriter(clock, log, UUID.randomUUID().toString(), passage);
        changed(current.snapshot());
        current.follow(vertx, this::changed);
        guard.follow(vertx);
        live.start(vertx);
        realtime.start(vertx);
        ConfigHealthHandler config = new ConfigHealthHandler(current, clock);
        Future<Void> told = config.start(vertx);
        routes = routes(config);
        server =
                vertx.createHttpServer(options()).connectionHandler(this::admit).requestHandler(routes.router());
        return told.compose(known -> server.listen(address()))
                .onSuccess(listening -> onListening.accept(listening.actualPort()));
    }

    @Override
    public Future<?> stop() {
        // A client that does not read hears no good-bye and takes no answer; the rest must not wait for it.
        long patience = goodByeMillis();
        return Future.join(live.stop(), realtime.stop())
                .timeout(patience, TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .eventually(() -> server.shutdown(patience, TimeUnit.MILLISECONDS));
    }

    /** What every request asks is made ready once; the rest reads the settings when it needs them. */
    private void changed(SettingsSnapshot now) {
        keys = new KeyRing(now.settings().auth());
        pages = new ForeignPages(
                now.settings().http().host(), now.settings().http().allowedOrigins());
        live.closeBarred();
        realtime.closeBarred();
    }

    private Settings settings() {
        return current.settings();
    }

    private long goodByeMillis() {
        long share = settings().shutdown().timeout().toMillis() * GOOD_BYE_PERCENT / 100;
        return Math.min(MAX_GOOD_BYE_MILLIS, share);
    }

    /** Any free port must be the same one for all instances, or all but one of them would serve nobody. */
    private SocketAddress address() {
        String host = settings().http().host();
        int port = settings().http().port();
        return port == 0
                ? SocketAddress.sharedRandomPort(FREE_PORT, host)
                : SocketAddress.inetSocketAddress(port, host);
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setAcceptBacklog(BACKLOG)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setCompressionSupported(true)
                .setMaxInitialLineLength(MAX_ADDRESS)
                .setHandle100ContinueAutomatically(true)
                // With it a connection would count against the bound only once it has said something.
                .setHttp2ClearTextEnabled(false)
                // One encoding serves all live clients; deflating it for each would undo that.
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setMaxWebSocketFrameSize(maxMessage())
                .setMaxWebSocketMessageSize(maxMessage());
    }

    /** Room for some events; a bulk of them goes to {@code POST /events}, whose bodies have a budget. */
    private int maxMessage() {
        return Math.max(LEAST_MAX_MESSAGE, 2 * settings().ingest().maxEventBytes());
    }

    private void admit(HttpConnection connection) {
        connection.closeHandler(closed -> bounds.connections().decrementAndGet());
        if (bounds.connections().incrementAndGet() > settings().http().maxConnections()) {
            connection.close();
        }
    }

    private Routes routes(ConfigHealthHandler config) {
        AccessHandler access = new AccessHandler(() -> keys);
        HealthHandler health = new HealthHandler(log, config, clock);
        health.start(vertx);
        LiveCommandsHandler commands =
                new LiveCommandsHandler(vertx, current, guard, log, live, clock, health.startedAt());
        MetricsHandler metrics = new MetricsHandler(current, guard, clock);
        ParityHandler parity = new ParityHandler(current, bounds.bodies());
        DeadLettersHandler letters = new DeadLettersHandler(settings().http().maxBody(), bounds.bodies());
        BroadcastWriter broadcasts = new BroadcastWriter(vertx);
        broadcasts.start();
        BroadcastHandler saying = new BroadcastHandler(broadcasts, bounds.bodies());
        Routes all = new Routes(vertx, access, () -> pages, health::isStopping);
        return new SettingsRoutes(current, guard, clock, bounds.bodies())
                .addTo(all, config)
                .write(
                        "/events",
                        Role.INGEST,
                        new EventsHandler(settings().http().maxBody(), bounds.bodies()))
                .read("/events", Role.READ, new HistoryHandler())
                .read("/ws", Role.READ, new LiveHandler(live, commands, access, settings(), bounds.liveClients()))
                .open("/realtime/v1/websocket", realtime(access, broadcasts))
                .write(BroadcastHandler.MESSAGES, Role.READ, saying::messages)
                .write(BroadcastHandler.EVENT, Role.READ, saying::event)
                .read("/metrics", Role.READ, new PrometheusHandler())
                .read("/metrics/validation", Role.READ, new ValidationHandler(clock))
                .read("/metrics/adapter", Role.READ, metrics::adapters)
                .read("/metrics/parity", Role.READ, new ParameterlessHandler(parity::figures))
                .read(ParityHandler.MISMATCHES, Role.READ, parity::mismatches)
                .read(ParityHandler.WINDOWS, Role.READ, parity::windows)
                .write(ParityHandler.REPORTS, Role.READ, parity::report)
                .read("/metrics/sources", Role.READ, new SourcesHandler())
                .read("/metrics/summary", Role.READ, new SummaryHandler(clock))
                .write("/metrics/flush", Role.ADMIN, new ParameterlessHandler(metrics::flush))
                .read("/alerts", Role.READ, new AlertsHandler(current))
                .read("/alerts/history", Role.READ, new AlertHistoryHandler())
                .read("/dead-letters", Role.READ, letters::list)
                .read("/dead-letters/statistics", Role.READ, letters::statistics)
                .write("/dead-letters/retry", Role.ADMIN, letters::retryAll)
                .write("/dead-letters/cleanup", Role.ADMIN, letters::cleanUp)
                .write("/dead-letters/:id/retry", Role.ADMIN, letters::retry)
                .write("/dead-letters/:id/discard", Role.ADMIN, letters::discard)
                .read("/metrics/persistence", Role.READ, new ParameterlessHandler(persistenceMetrics()))
                .protocol(RestHandler.PATHS, rest(access))
                .open("/health", health::live)
                .open("/health/ready", health::ready)
                .open("/openapi.yaml", new ApiDescriptionHandler())
                .open("/docs", new PageHandler("docs.html"))
                .open("/docs/page/*", StaticHandler.create("webroot/docs"))
                .open("/docs/swagger-ui/*", StaticHandler.create("META-INF/resources/webjars/swagger-ui"))
                .open("/", access::welcome)
                .read("/", Role.READ, new PageHandler("index.html"))
                .read("/js/*", Role.READ, StaticHandler.create("webroot/js"))
                .read("/css/*", Role.READ, StaticHandler.create("webroot/css"))
                .read("/lib/*", Role.READ, StaticHandler.create("META-INF/resources/_static"));
    }

    /** Every path that it serves, with its methods; protocols of their own are not among them. */
    Map<String, List<String>> paths() {
        return routes.paths();
    }

    private RealtimeHandler realtime(AccessHandler access, BroadcastWriter broadcasts) {
        ResumeKeysWriter keys = new ResumeKeysWriter(vertx);
        keys.start();
        JoinWriter joins = new JoinWriter(realtime, keys, broadcasts);
        return new RealtimeHandler(realtime, joins, broadcasts, access, current, bounds.liveClients());
    }

    private RestHandler rest(AccessHandler access) {
        return new RestHandler(
                access, new RestInsertHandler(log, settings().http().maxBody(), bounds.bodies()));
    }

    private PersistenceMetricsHandler persistenceMetrics() {
        PersistenceMetricsHandler metrics = new PersistenceMetricsHandler(log, clock);
        metrics.start(vertx);
        return metrics;
    }
}
