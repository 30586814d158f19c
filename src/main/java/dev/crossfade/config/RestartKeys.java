package dev.crossfade.config;

import dev.crossfade.config.Settings.Auth;
import dev.crossfade.config.Settings.Database;
import dev.crossfade.config.Settings.Http;
import dev.crossfade.config.Settings.Ingest;
import java.util.Set;

/** The keys that are read once, at the start, and what stays in force of them while the daemon runs. */
public final class RestartKeys {
    /** Full paths. */
    public static final Set<String> ALL = Set.of(
            "http.host",
            "http.port",
            "http.max_body",
            "http.max_connections",
            "http.client_buffer",
            "auth.mode",
            "ingest.max_event_bytes",
            "event_log.max_bytes",
            "event_log.max_age",
            "event_log.sync_interval",
            "event_log.duplicate_window",
            "event_log.duplicate_ids",
            "database.mode",
            "database.uri",
            "database.pool_size");

    private RestartKeys() {}

    /** What comes into force of {@code next} while {@code running} is. */
    public static Settings keep(Settings running, Settings next) {
        return new Settings(
                http(running.http(), next.http()),
                new Auth(running.auth().mode(), next.auth().keys()),
                ingest(running.ingest(), next.ingest()),
                next.classification(),
                next.flags(),
                next.dualWrite(),
                next.guard(),
                next.checksums(),
                next.parity(),
                running.eventLog(),
                database(running.database(), next.database()),
                next.deadLetters(),
                next.retention(),
                next.alerts(),
                next.selfMonitoring(),
                next.shutdown(),
                running.dataDir());
    }

    private static Http http(Http running, Http next) {
        return new Http(
                running.host(),
                running.port(),
                running.maxBody(),
                running.maxConnections(),
                next.allowedOrigins(),
                running.clientBuffer());
    }

    /** The messages of the live socket have their bound from it, and it must not exceed that of bodies. */
    private static Ingest ingest(Ingest running, Ingest next) {
        return new Ingest(running.maxEventBytes(), next.maxBatchEvents(), next.maxInFlight(), next.stickyKey());
    }

    private static Database database(Database running, Database next) {
        return new Database(running.mode(), running.uri(), running.poolSize(), next.breaker(), next.retry());
    }
}
