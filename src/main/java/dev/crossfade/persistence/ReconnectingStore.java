package dev.crossfade.persistence;

import dev.crossfade.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a working store at hand: whenever there is none, the database is brought up, its schema brought up to date and a
 * store connected, again and again until it comes about. Belongs to the context that it was opened on.
 */
final class ReconnectingStore {
    private static final Logger LOG = LoggerFactory.getLogger(ReconnectingStore.class);

    private final Vertx vertx;
    private final DatabaseAccess access;
    private final int readers;
    private final Duration timeout;
    private final Backoff backoff;
    private final Listener listener;
    private PgEventStore store;
    private String problem = "the database was not reached yet";
    private int failures;
    private boolean closed;

    ReconnectingStore(Vertx vertx, DatabaseAccess access, Settings settings, Listener listener) {
        this.vertx = vertx;
        this.access = access;
        this.readers = settings.database().poolSize();
        this.timeout = settings.flags().timeout();
        this.backoff = new Backoff(
                settings.database().retry().initialDelay(),
                settings.database().retry().maxDelay());
        this.listener = listener;
    }

    /**
     * Begins.
     *
     * @return done, successfully, when the first attempt is over, whatever its outcome
     */
    Future<Void> open() {
        return vertx.executeBlocking(() -> access.open(timeout))
                .compose(target -> PgEventStore.connect(vertx, target, readers, timeout))
                .onSuccess(this::connected)
                .onFailure(this::lost)
                .<Void>mapEmpty()
                .otherwiseEmpty();
    }

    /** The store, where there is one now. */
    Optional<PgEventStore> current() {
        return Optional.ofNullable(store);
    }

    /** Why there was none the last time; fit for an operator, empty where there always was one. */
    String problem() {
        return problem;
    }

    /** Says that the store has done something useful, so that the next failure counts as the first again. */
    void proven() {
        failures = 0;
    }

    /** Gives the store up, for that reason, and makes another. */
    void abandon(Throwable reason) {
        if (store != null) {
            store.close();
            lost(reason);
        }
    }

    /** Closes the store and lets go of the database; what is ours is stopped within the patience. */
    Future<Void> close(Duration patience) {
        closed = true;
        Future<Void> connections = store == null ? Future.succeededFuture() : store.close();
        store = null;
        return connections
                .otherwiseEmpty()
                .compose(none -> vertx.executeBlocking(() -> {
                    access.close(patience);
                    return null;
                }));
    }

    private void connected(PgEventStore made) {
        if (closed) {
            made.close();
            return;
        }
        LOG.info("database reached failures={}", failures);
        store = made;
        problem = "";
        made.end().onFailure(reason -> {
            if (store == made) {
                lost(reason);
            }
        });
        listener.connected(made);
    }

    private void lost(Throwable reason) {
        store = null;
        if (closed) {
            return;
        }
        String said = Optional.ofNullable(reason.getMessage()).orElseGet(reason::toString);
        if (!withoutNumbers(said).equals(withoutNumbers(problem))) {
            LOG.warn("database not reachable, trying again until it is problem=\"{}\"", said);
        }
        problem = said;
        listener.lost(reason);
        Duration wait = backoff.before(failures++, ThreadLocalRandom.current().nextDouble());
        vertx.setTimer(Math.max(1, wait.toMillis()), now -> retry());
    }

    /** Times, process ids and the like make every telling of the same trouble different. */
    private static String withoutNumbers(String text) {
        return text.replaceAll("\\d+", "");
    }

    private void retry() {
        if (!closed) {
            open();
        }
    }

    /** Hears of each store that comes and goes. */
    interface Listener {
        void connected(PgEventStore store);

        void lost(Throwable reason);
    }
}
