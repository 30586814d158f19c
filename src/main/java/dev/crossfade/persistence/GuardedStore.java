package dev.crossfade.persistence;

import dev.crossfade.bus.BreakerChanged;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.config.Settings;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.circuitbreaker.RetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database behind a circuit breaker: an operation that finds it unavailable is tried again with growing pauses of
 * random length, and counts as one failure when all its attempts have failed. After some failures no operation is let
 * through until a probe, one each reset time, succeeds.
 *
 * <p>That rows are refused, or something is not permitted, is an answer and not a failure. Belongs to the context that
 * made it.
 */
final class GuardedStore implements DeadLetterWriter.Database {
    private static final Logger LOG = LoggerFactory.getLogger(GuardedStore.class);
    private static final String NAME = "database";

    private final Vertx vertx;
    private final ReconnectingStore connections;
    private final CurrentSettings current;
    private final Clock clock;
    private final Runnable probe;
    private CircuitBreaker breaker;
    private CircuitBreakerOptions limits;
    private BreakerState state = BreakerState.CLOSED;
    private Instant openSince;
    private long attempts;
    private long failures;
    private long failuresBefore;
    private long opened;
    private long closed;
    private long rejected;

    /**
     * @param probe called when the next operation would be let through as a probe
     */
    GuardedStore(Vertx vertx, ReconnectingStore connections, CurrentSettings current, Clock clock, Runnable probe) {
        this.vertx = vertx;
        this.connections = connections;
        this.current = current;
        this.clock = clock;
        this.probe = probe;
        replaceBreaker(options());
    }

    /**
     * Takes the limits of the moment. A breaker cannot be given others, so another one takes its place, in the same state
     * and without counting or telling that. One that is open goes on waiting, unless the time that it waits for is what
     * changed: then it waits anew. Where it cannot be replaced now it is when its state changes.
     */
    void limitsChanged() {
        CircuitBreakerOptions wanted = options();
        boolean sameWait = wanted.getResetTimeout() == limits.getResetTimeout();
        if (wanted.toJson().equals(limits.toJson()) || state == BreakerState.HALF_OPEN || (isOpen() && sameWait)) {
            return;
        }
        replaceBreaker(wanted);
    }

    private void replaceBreaker(CircuitBreakerOptions wanted) {
        CircuitBreaker made = CircuitBreaker.create(NAME, vertx, wanted).retryPolicy(this::delay);
        if (isOpen()) {
            made.open();
        }
        limits = wanted;
        breaker = made;
        made.openHandler(now -> changed(made, BreakerState.OPEN))
                .closeHandler(now -> changed(made, BreakerState.CLOSED))
                .halfOpenHandler(now -> changed(made, BreakerState.HALF_OPEN));
    }

    /** One that was replaced may still hear of operations that began before; it has no say any more. */
    private void changed(CircuitBreaker which, BreakerState now) {
        if (which != breaker) {
            return;
        }
        changed(now);
        if (now == BreakerState.HALF_OPEN) {
            vertx.runOnContext(later -> probe.run());
        } else if (!options().toJson().equals(limits.toJson())) {
            replaceBreaker(options());
        }
    }

    /**
     * Takes a step with the database, which is connected first where that is necessary.
     *
     * @param work may be called several times, so it must bear repetition
     * @return failed with {@link Unavailable} where the breaker does not let it through, and with the last attempt's
     *     failure where all have failed
     */
    <T> Future<T> step(Function<PgEventStore, Future<T>> work) {
        Attempts<T> tried = new Attempts<>(work);
        return breaker.<Outcome<T>>execute(tried::next)
                .onFailure(this::failed)
                .onSuccess(outcome -> connections.proven())
                .compose(Outcome::future, GuardedStore::turnedAway);
    }

    /**
     * Does something besides, once, while the breaker is closed and there is a connection. How it ends is nothing to the
     * breaker: that some small thing succeeds does not mean that events are taken.
     */
    @Override
    public <T> Future<T> write(Function<PgEventStore, Future<T>> work) {
        if (!isClosed()) {
            rejected++;
            return Future.failedFuture(notReachable());
        }
        return read(work);
    }

    /** Asks something, past the breaker: without a connection it fails at once with {@link Unavailable}. */
    @Override
    public <T> Future<T> read(Function<PgEventStore, Future<T>> question) {
        return connections.current().map(question).orElseGet(() -> Future.failedFuture(notReachable()));
    }

    private static <T> Future<T> turnedAway(Throwable failure) {
        return Future.failedFuture(failure instanceof OpenCircuitException ? notReachable() : failure);
    }

    private static Unavailable notReachable() {
        return new Unavailable("the database is not reachable");
    }

    /** Whether operations are let through. */
    boolean isClosed() {
        return state == BreakerState.CLOSED;
    }

    /** Whether the next operation would be turned away. */
    boolean isOpen() {
        return state == BreakerState.OPEN;
    }

    /** How often operations were tried again. */
    long attempts() {
        return attempts;
    }

    PersistenceObserved.Breaker observed() {
        return new PersistenceObserved.Breaker(NAME, state, failures, opened, closed, rejected);
    }

    private void failed(Throwable reason) {
        if (reason instanceof OpenCircuitException) {
            rejected++;
        } else {
            failures++;
        }
    }

    private void changed(BreakerState now) {
        state = now;
        opened += now == BreakerState.OPEN ? 1 : 0;
        closed += now == BreakerState.CLOSED ? 1 : 0;
        // The breaker opens before the failure that made it do so is told.
        long counted = failures - failuresBefore + (now == BreakerState.OPEN ? 1 : 0);
        failuresBefore = now == BreakerState.CLOSED ? failures : failuresBefore;
        String reason = now == BreakerState.CLOSED ? "" : connections.problem();
        tell(now, counted, reason);
        Topics.BREAKER_CHANGED.publish(vertx, new BreakerChanged(NAME, now, counted, reason, clock.instant()));
    }

    /** A breaker that opens again after a probe is no news, and neither is the probe. */
    private void tell(BreakerState now, long counted, String reason) {
        if (now == BreakerState.CLOSED) {
            LOG.info(
                    "circuit breaker name={} state=closed after_seconds={}",
                    NAME,
                    Duration.between(openSince, clock.instant()).toSeconds());
            openSince = null;
        } else if (openSince == null) {
            openSince = clock.instant();
            LOG.warn("circuit breaker name={} state=open failures={} reason=\"{}\"", NAME, counted, reason);
        } else {
            LOG.debug("circuit breaker name={} state={} failures={}", NAME, now.label(), counted);
        }
    }

    /** The window is longer than configured by the time that so many failures may take at most. */
    private CircuitBreakerOptions options() {
        Settings.Database settings = current.settings().database();
        Duration slowest = settings.retry().deadline().plus(timeout().multipliedBy(2));
        Duration window = settings.breaker()
                .window()
                .plus(slowest.multipliedBy(settings.breaker().failures()));
        return new CircuitBreakerOptions()
                .setMaxFailures(settings.breaker().failures())
                .setMaxRetries(settings.retry().attempts() - 1)
                .setFailuresRollingWindow(window.toMillis())
                .setResetTimeout(settings.breaker().resetTimeout().toMillis())
                // Every operation has bounds of its own; to give one up here would not end it.
                .setTimeout(-1);
    }

    private long delay(Throwable failure, int attempt) {
        Settings.Database.Retry retry = retry();
        return RetryPolicy.exponentialDelayWithJitter(
                        retry.initialDelay().toMillis(), retry.maxDelay().toMillis())
                .delay(failure, attempt - 1);
    }

    private Settings.Database.Retry retry() {
        return current.settings().database().retry();
    }

    private Duration timeout() {
        return current.settings().flags().timeout();
    }

    /** What the database said: it did it, or it refused to. */
    private record Outcome<T>(T result, DatabaseFailure refusal) {
        Future<T> future() {
            return refusal == null ? Future.succeededFuture(result) : Future.failedFuture(refusal);
        }

        static <T> Future<Outcome<T>> ofFailure(Throwable thrown) {
            DatabaseFailure failure = PgEventStore.failure(thrown);
            boolean answered = failure.kind() == FailureKind.REFUSED || failure.kind() == FailureKind.NOT_PERMITTED;
            return answered ? Future.succeededFuture(new Outcome<>(null, failure)) : Future.failedFuture(failure);
        }
    }

    /** The attempts of one operation. */
    private final class Attempts<T> {
        private final Function<PgEventStore, Future<T>> work;
        private final long begun = System.nanoTime();
        private Throwable lastFailure;
        private long lastBegun;
        private boolean slow;

        Attempts(Function<PgEventStore, Future<T>> work) {
            this.work = work;
        }

        /** Where no further attempt is made the last failure stands. */
        Future<Outcome<T>> next() {
            if (lastFailure != null) {
                if (isOver()) {
                    return Future.failedFuture(lastFailure);
                }
                attempts++;
            }
            lastBegun = System.nanoTime();
            return connections
                    .store()
                    .compose(work)
                    .map(result -> new Outcome<>(result, null))
                    .recover(Outcome::ofFailure)
                    .onFailure(failure -> {
                        lastFailure = failure;
                        connections.troubled(failure);
                        slow = System.nanoTime() - lastBegun >= timeout().toNanos();
                    });
        }

        /** Past the deadline, or when the last attempt has waited for an answer for as long as one may take. */
        private boolean isOver() {
            return slow || System.nanoTime() - begun > retry().deadline().toNanos();
        }
    }
}
