package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.ReceiverFigures;
import dev.crossfade.config.Alerts.Receiver;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.circuitbreaker.RetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells one receiver, one request at a time. A request that is not taken is tried again with growing pauses of random
 * length; after some that failed, a circuit breaker lets nothing but a probe through now and then. Nobody waits for it:
 * what is not taken waits in its mail. Belongs to the context that made it.
 */
final class ReceiverWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiverWriter.class);
    /** What the receiver has against the body will not be otherwise the next time. */
    private static final Set<Integer> FOR_GOOD = Set.of(400, 413, 415, 422);

    private final Receiver receiver;
    private final String node;
    private final Mail mail;
    private final PostWriter post;
    private final Pace pace;
    private final Clock clock;
    private final CircuitBreaker breaker;
    private BreakerState state = BreakerState.CLOSED;
    private Future<Void> telling = Future.succeededFuture();
    private boolean busy;
    private boolean closed;
    private long sent;
    private long failures;
    private Optional<Instant> lastSuccess = Optional.empty();
    private String lastError = "";

    ReceiverWriter(Vertx vertx, Receiver receiver, String node, Optional<Signature> signature, Pace pace, Clock clock) {
        this.receiver = receiver;
        this.node = node;
        this.pace = pace;
        this.clock = clock;
        boolean webhook = receiver.type() == Receiver.Type.WEBHOOK;
        this.mail = webhook ? new WebhookMail() : new AlertmanagerMail(pace.resend());
        this.post = new PostWriter(vertx, Addresses.of(receiver), signature, pace);
        this.breaker = CircuitBreaker.create("alerts-" + receiver.name(), vertx, options(pace))
                .retryPolicy(this::pause)
                .openHandler(open -> changed(BreakerState.OPEN))
                .closeHandler(closed -> changed(BreakerState.CLOSED))
                .halfOpenHandler(probe -> {
                    changed(BreakerState.HALF_OPEN);
                    vertx.runOnContext(later -> pump());
                });
    }

    private static CircuitBreakerOptions options(Pace pace) {
        return new CircuitBreakerOptions()
                .setMaxFailures(pace.failures())
                .setMaxRetries(pace.attempts() - 1)
                .setFailuresRollingWindow(pace.window().toMillis())
                .setResetTimeout(pace.reset().toMillis())
                // Every attempt has bounds of its own; to give one up here would not end it.
                .setTimeout(-1);
    }

    private long pause(Throwable failure, int attempt) {
        return RetryPolicy.exponentialDelayWithJitter(
                        pace.firstPause().toMillis(), pace.longestPause().toMillis())
                .delay(failure, attempt - 1);
    }

    Receiver receiver() {
        return receiver;
    }

    void add(AlertChanged change) {
        mail.add(change);
    }

    /** What waits for it, to be told after a restart. */
    List<AlertChanged> kept() {
        return mail.kept();
    }

    /** Tells what there is to tell, unless it is under way or of no use now. */
    void pump() {
        List<AlertChanged> next = mail.next(clock.instant());
        if (busy || closed || next.isEmpty() || state == BreakerState.OPEN) {
            return;
        }
        busy = true;
        byte[] body = LetterJson.body(receiver, next, node);
        telling = breaker.<Integer>execute(() -> attempt(body)).transform(result -> {
            busy = false;
            if (result.succeeded()) {
                answered(next, result.result());
            } else {
                failed(result.cause());
            }
            pump();
            return Future.succeededFuture();
        });
    }

    /** A closed one has no use for further attempts. */
    private Future<Integer> attempt(byte[] body) {
        if (closed) {
            return Future.failedFuture(new NotTakenException("the daemon stops"));
        }
        return post.post(body)
                .compose(status -> isAnAnswer(status)
                        ? Future.succeededFuture(status)
                        : Future.failedFuture(new NotTakenException("it answered " + status)));
    }

    private static boolean isAnAnswer(int status) {
        return status / 100 == 2 || FOR_GOOD.contains(status);
    }

    private void answered(List<AlertChanged> told, int status) {
        if (FOR_GOOD.contains(status)) {
            mail.refused(told, clock.instant());
            failures++;
            lastError = "it refused alerts with " + status;
            LOG.error(
                    "alerts were refused for good receiver={} status={} alerts={}",
                    receiver.name(),
                    status,
                    told.size());
            return;
        }
        mail.taken(told, clock.instant());
        sent++;
        lastSuccess = Optional.of(clock.instant());
    }

    private void failed(Throwable cause) {
        if (!(cause instanceof OpenCircuitException)) {
            failures++;
            lastError = String.valueOf(cause.getMessage());
        }
    }

    private void changed(BreakerState now) {
        if (now == BreakerState.OPEN && state == BreakerState.CLOSED) {
            LOG.warn("a receiver of alerts takes nothing receiver={} waiting={}", receiver.name(), mail.waiting());
        } else if (now == BreakerState.CLOSED) {
            LOG.info("a receiver of alerts takes alerts again receiver={}", receiver.name());
        }
        state = now;
    }

    ReceiverFigures figures() {
        return new ReceiverFigures(
                receiver.name(),
                receiver.type(),
                state,
                mail.waiting(),
                sent,
                failures,
                mail.lost(),
                lastSuccess,
                lastError);
    }

    /** Ends, after one last try for what waits, within the time there is for it. */
    Future<Void> close() {
        pump();
        return telling.timeout(pace.goodbye().toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .eventually(() -> {
                    closed = true;
                    breaker.close();
                    if (mail.waiting() > 0) {
                        LOG.warn("alerts were not told receiver={} left={}", receiver.name(), mail.waiting());
                    }
                    return post.close();
                });
    }
}
