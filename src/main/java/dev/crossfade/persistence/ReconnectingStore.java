package dev.crossfade.persistence;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connected store, made when it is asked for: the database is brought up, its schema brought up to date and a
 * store connected. When it is tried again is for the asker to decide. Belongs to the context that it is used on.
 */
final class ReconnectingStore {
    private static final Logger LOG = LoggerFactory.getLogger(ReconnectingStore.class);

    private final Vertx vertx;
    private final DatabaseAccess access;
    private final CurrentSettings current;
    private final int readers;
    private final boolean ours;
    private final Clock clock;
    private final Listener listener;
    private PgEventStore store;
    private Future<PgEventStore> connecting;
    private String problem = "";
    private long problemMillis;
    private String told = "";
    private boolean closed;

    ReconnectingStore(Vertx vertx, DatabaseAccess access, CurrentSettings current, Clock clock, Listener listener) {
        this.vertx = vertx;
        this.access = access;
        this.current = current;
        this.readers = current.settings().database().poolSize();
        this.ours = current.settings().database().mode() == Settings.Database.Mode.EMBEDDED;
        this.clock = clock;
        this.listener = listener;
    }

    /** Hears of each store that comes and goes. */
    interface Listener {
        void connected(PgEventStore store);

        void lost();
    }

    /** The store, where there is one now. */
    Optional<PgEventStore> current() {
        return Optional.ofNullable(store);
    }

    /** The store; where there is none, one attempt is made to get one. */
    Future<PgEventStore> store() {
        if (store != null) {
            return Future.succeededFuture(store);
        }
        if (closed) {
            return Future.failedFuture(DatabaseFailure.closed());
        }
        if (connecting == null) {
            Duration timeout = timeout();
            Future<PgEventStore> attempt = vertx.executeBlocking(() -> access.open(timeout))
                    .compose(target -> PgEventStore.connect(vertx, target, readers, timeout));
            connecting = attempt.onComplete(over -> connecting = null)
                    .onSuccess(this::connected)
                    .onFailure(this::unreachable);
        }
        return connecting;
    }

    /** Has every operation from now on end by the timeout of the moment. */
    void timeoutChanged() {
        current().ifPresent(there -> there.timeout(timeout()));
    }

    private Duration timeout() {
        return current.settings().flags().timeout();
    }

    /** Why there was no store or an operation failed the last time; fit for an operator, empty where that never was. */
    String problem() {
        return problem;
    }

    /** When that was, in milliseconds since the epoch; 0 where it never was. */
    long problemMillis() {
        return problemMillis;
    }

    /** Notes why an operation failed; the same trouble is logged once. */
    void troubled(Throwable reason) {
        problem = Optional.ofNullable(reason.getMessage()).orElseGet(reason::toString);
        problemMillis = clock.millis();
        if (!withoutNumbers(problem).equals(told)) {
            told = withoutNumbers(problem);
            LOG.warn("the database does not take events, trying again until it does problem=\"{}\"", problem);
        }
    }

    /** Notes that operations succeed: the next trouble is news. */
    void proven() {
        told = "";
    }

    /** Closes the store and lets go of the database; what is ours is stopped within the patience. */
    Future<Void> close(Duration patience) {
        closed = true;
        Future<Void> connections = store == null ? Future.succeededFuture() : store.close();
        store = null;
        return connections.otherwiseEmpty().compose(none -> ours ? stop(patience) : Future.succeededFuture());
    }

    /** Behind an attempt to bring it up that may be under way. */
    private Future<Void> stop(Duration patience) {
        return vertx.executeBlocking(() -> {
            access.close(patience);
            return null;
        });
    }

    private void connected(PgEventStore made) {
        if (closed) {
            made.close();
            return;
        }
        LOG.info("database reached write_path={}", made.path().label());
        store = made;
        made.timeout(timeout());
        made.end().onFailure(reason -> {
            if (store == made) {
                store = null;
                troubled(reason);
                listener.lost();
            }
        });
        listener.connected(made);
    }

    private void unreachable(Throwable reason) {
        if (!closed) {
            troubled(reason);
        }
    }

    /** Times, process ids and the like make every telling of the same trouble different. */
    private static String withoutNumbers(String text) {
        return text.replaceAll("\\d+", "");
    }
}
