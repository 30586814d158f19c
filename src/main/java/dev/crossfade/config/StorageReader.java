package dev.crossfade.config;

import dev.crossfade.config.Settings.Database;
import dev.crossfade.config.Settings.DeadLetters;
import dev.crossfade.config.Settings.Log;
import dev.crossfade.config.Settings.Retention;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** Reads the sections {@code event_log}, {@code database}, {@code dead_letters} and {@code retention}: what is kept where. */
final class StorageReader {
    /** Of Supabase and others: a session a statement, so that LISTEN hears nothing. */
    private static final int TRANSACTION_POOLER = 6543;

    private static final Kind<URI> DATABASE_URI = Kind.of(
                    "postgresql://user:password@host:port/database, with special characters of user and password"
                            + " percent-encoded and no underscore in the host",
                    StorageReader::databaseUri)
            .secret();

    private StorageReader() {}

    static Log eventLog(Section log) {
        return new Log(
                log.get("max_bytes", "10GiB", Kind.size("1MiB", "100TiB")),
                log.get("max_age", "7d", Kind.duration("1m", "100y").orNone()),
                log.get("sync_interval", "0ms", Kind.duration("0ms", "10s")),
                new Log.Duplicates(
                        log.get("duplicate_window", "10m", Kind.duration("1s", "30d")),
                        log.get("duplicate_ids", "500000", Kind.whole(0, 10_000_000))));
    }

    static Database database(Section database) {
        Section breaker = database.section("breaker");
        Section retry = database.section("retry");
        return new Database(
                database.get("mode", "embedded", Kind.oneOf(Database.Mode.class)),
                database.optional("uri", DATABASE_URI),
                database.get("pool_size", "4", Kind.whole(1, 200)),
                new Database.Breaker(
                        breaker.get("failures", "5", Kind.whole(1, 1000)),
                        breaker.get("window", "10s", Kind.duration("1s", "1h")),
                        breaker.get("reset_timeout", "5s", Kind.duration("100ms", "1h"))),
                new Database.Retry(
                        retry.get("attempts", "3", Kind.whole(1, 100)),
                        retry.get("initial_delay", "100ms", Kind.duration("1ms", "1m")),
                        retry.get("max_delay", "5s", Kind.duration("1ms", "1h")),
                        retry.get("deadline", "10s", Kind.duration("100ms", "1h"))));
    }

    static DeadLetters deadLetters(Section letters) {
        return new DeadLetters(
                letters.get("max_retries", "5", Kind.whole(0, 1000)),
                letters.get("keep", "30d", Kind.duration("1h", "100y")));
    }

    static Retention retention(Section retention) {
        return new Retention(
                retention.get("events", "7d", Kind.duration("1h", "100y")),
                retention.get("metrics", "90d", Kind.duration("1h", "100y")),
                retention.get("hourly", "1y", Kind.duration("1h", "100y")),
                retention.get("daily", "10y", Kind.duration("1d", "100y")));
    }

    /** The rules between the keys of {@code database}. */
    static void check(Database database, Layers layers) {
        boolean external = database.mode() == Database.Mode.EXTERNAL;
        if (layers.sound("database.mode", "database.uri")
                && external != database.uri().isPresent()) {
            layers.refuseTogether(
                    "database.uri",
                    external ? "none" : "(hidden)",
                    external
                            ? "postgresql://user:password@host:port/database while database.mode is external"
                            : "none while database.mode is embedded; for a database of your own set it to external",
                    "database.mode");
        }
        if (database.uri().filter(uri -> uri.getPort() == TRANSACTION_POOLER).isPresent()) {
            layers.notice(
                    "database.uri has the port 6543, as transaction poolers do: new events are then looked for once a"
                            + " second only; take a session pooler or the direct address, port 5432");
        }
        String initial = "database.retry.initial_delay";
        if (layers.sound(initial, "database.retry.max_delay")
                && database.retry().initialDelay().compareTo(database.retry().maxDelay()) > 0) {
            layers.refuseTogether(
                    initial,
                    layers.shown(initial, "100ms"),
                    "at most database.retry.max_delay",
                    "database.retry.max_delay");
        }
    }

    private static Optional<URI> databaseUri(String text) {
        try {
            URI uri = new URI(text);
            boolean postgres = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
            boolean complete = uri.getHost() != null
                    && uri.getPath().length() > 1
                    && uri.getPort() != 0
                    && uri.getPort() <= 65_535;
            return Optional.of(uri).filter(parsed -> postgres && complete);
        } catch (URISyntaxException notOne) {
            return Optional.empty();
        }
    }
}
