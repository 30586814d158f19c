package dev.crossfade.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that one verticle does for another and must answer.
 *
 * @param <Q> the question, an immutable record
 * @param <R> the answer, an immutable record
 */
public final class Endpoint<Q, R> {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
    private static final DeliveryOptions REPLY = new DeliveryOptions().setCodecName(LocalCodec.NAME);

    /** Of {@link System#nanoTime}: who asks and who answers are one process. */
    private static final String BEGIN_BY = "begin-by";

    private static final int PERCENT_TO_BEGIN = 80;

    private final String address;
    private final Duration timeout;

    Endpoint(String address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
    }

    /**
     * Asks one of those who serve, in turn.
     *
     * @return the answer; failed with the server's {@link Unavailable}, or with one of our own where nobody serves or
     *     nobody answered in time
     */
    public Future<R> ask(Vertx vertx, Q question) {
        return vertx.eventBus()
                .<R>request(address, question, options())
                .map(Message::body)
                .recover(Endpoint::failed);
    }

    /**
     * Answers questions on the context of the caller. A handler that throws or fails answers the failure at once, so
     * that no asker waits for its timeout. A question that could not be begun while there was still time to answer it is
     * not begun at all: what is answered as a failure must not be done later.
     */
    public MessageConsumer<Q> serve(Vertx vertx, Function<Q, Future<R>> handler) {
        return vertx.eventBus().localConsumer(address, message -> answer(message, handler));
    }

    private DeliveryOptions options() {
        long patience = timeout.multipliedBy(PERCENT_TO_BEGIN).dividedBy(100).toNanos();
        return new DeliveryOptions()
                .setCodecName(LocalCodec.NAME)
                .setLocalOnly(true)
                .setSendTimeout(timeout.toMillis())
                .addHeader(BEGIN_BY, Long.toString(System.nanoTime() + patience));
    }

    private void answer(Message<Q> message, Function<Q, Future<R>> handler) {
        if (Long.parseLong(message.headers().get(BEGIN_BY)) - System.nanoTime() < 0) {
            refuse(message, new Unavailable("this part of the daemon was too busy to begin; nothing was done"));
            return;
        }
        Future<R> answer;
        try {
            answer = handler.apply(message.body());
        } catch (RuntimeException bug) {
            answer = Future.failedFuture(bug);
        }
        answer.onSuccess(reply -> message.reply(reply, REPLY)).onFailure(cause -> refuse(message, cause));
    }

    private void refuse(Message<Q> message, Throwable cause) {
        if (!(cause instanceof Unavailable)) {
            LOG.error("bug endpoint={}", address, cause);
        }
        message.fail(Unavailable.CODE, cause instanceof Unavailable ? cause.getMessage() : "internal error");
    }

    private static <R> Future<R> failed(Throwable cause) {
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            return Future.failedFuture(new Unavailable(reply.getMessage()));
        }
        return Future.failedFuture(new Unavailable("this part of the daemon does not answer"));
    }
}
