package dev.crossfade.persistence;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.pgclient.SslMode;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes connections to a database, on which no statement runs longer than the timeout. */
final class PgConnectionStore {
    /** Questions that wait for a connection; further ones fail at once. */
    private static final int MOST_WAITING = 64;

    private static final Logger LOG = LoggerFactory.getLogger(PgConnectionStore.class);
    private static final int PIPELINING = 64;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private Duration timeout;

    PgConnectionStore(Vertx vertx, DatabaseTarget target, Duration timeout) {
        this.vertx = vertx;
        this.options = options(target);
        this.timeout = timeout;
    }

    /** For what is connected from now on. */
    void timeout(Duration other) {
        timeout = other;
    }

    /** Closes a pool when all that it was asked is over: after that time, or when its owner ends. */
    void retire(Pool pool, Duration longest, Future<Void> end) {
        long timer = vertx.setTimer(longest.toMillis(), over -> pool.close());
        end.onComplete(over -> {
            vertx.cancelTimer(timer);
            pool.close();
        });
    }

    Future<PgConnection> connection() {
        return PgConnection.connect(vertx, options)
                .compose(connection -> limit(quiet(connection)).map(connection));
    }

    Pool pool(int size) {
        return PgBuilder.pool()
                .using(vertx)
                .connectingTo(options)
                .with(new PoolOptions()
                        .setMaxSize(size)
                        .setMaxWaitQueueSize(MOST_WAITING)
                        .setConnectionTimeout((int) timeout.toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS))
                .withConnectHandler(connection -> limit(quiet(connection)).onComplete(limited -> connection.close()))
                .build();
    }

    /** Gives the session the timeout of the moment; in SQL, since a pooler in between may refuse it as a parameter of the connection. */
    Future<Void> limit(SqlConnection connection) {
        return connection
                .preparedQuery(Sql.BEGIN_SESSION)
                .execute(Tuple.of(Long.toString(timeout.toMillis())))
                .mapEmpty();
    }

    /** What goes wrong between statements closes the connection, and that is heard of; nobody needs its stack as well. */
    private static SqlConnection quiet(SqlConnection connection) {
        return connection.exceptionHandler(failure -> LOG.debug("connection failed", failure));
    }

    private static PgConnectOptions options(DatabaseTarget target) {
        PgConnectOptions options = new PgConnectOptions()
                .setHost(target.host())
                .setPort(target.port())
                .setDatabase(target.database())
                .setUser(target.user())
                .setPassword(target.password())
                .setPipeliningLimit(PIPELINING)
                .setCachePreparedStatements(true)
                .setSslMode(SslMode.of(target.tls().label()))
                .addProperty("application_name", "crossfade");
        // As libpq has it: only the verify modes look at the certificate, and only verify-full at its name.
        return options.setSslOptions(
                switch (target.tls()) {
                    case DISABLE, PREFER, REQUIRE -> new ClientSSLOptions().setTrustAll(true);
                    case VERIFY_CA -> new ClientSSLOptions();
                    case VERIFY_FULL -> new ClientSSLOptions().setHostnameVerificationAlgorithm("HTTPS");
                });
    }
}
