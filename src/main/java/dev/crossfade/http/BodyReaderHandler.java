package dev.crossfade.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Gathers a request's body within two bounds: that of one body, and the budget of all bodies that are in the daemon's
 * hands at once. What was taken from the budget goes back when the request is answered or breaks off.
 */
final class BodyReaderHandler {
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_SECONDS = 1;

    private final int limit;
    private final ByteBudget budget;

    /**
     * @param limit most bytes of one body, as it is sent
     */
    BodyReaderHandler(int limit, ByteBudget budget) {
        this.limit = limit;
        this.budget = budget;
    }

    /**
     * Reads the body of this request and hands it on.
     *
     * @param whole may throw; that is answered
     */
    void read(RoutingContext ctx, Handler<Buffer> whole) {
        new Reading(ctx, whole).begin();
    }

    /**
     * Takes further bytes from the budget until the request is answered: those that a body has once it is unpacked.
     *
     * @return whether there were so many left
     */
    boolean hold(RoutingContext ctx, int bytes) {
        boolean taken = budget.take(bytes);
        if (taken) {
            ctx.addEndHandler(ended -> budget.release(bytes));
        }
        return taken;
    }

    static HttpProblem tooMany() {
        return HttpProblem.retryable(UNAVAILABLE, "too many bodies are being received", RETRY_SECONDS);
    }

    private final class Reading {
        private final RoutingContext ctx;
        private final HttpServerRequest request;
        private final Handler<Buffer> whole;
        private final Buffer body = Buffer.buffer();
        private long held;
        private boolean refused;

        Reading(RoutingContext ctx, Handler<Buffer> whole) {
            this.ctx = ctx;
            this.request = ctx.request();
            this.whole = whole;
        }

        void begin() {
            ctx.addEndHandler(ended -> release());
            request.exceptionHandler(broken -> release());
            request.handler(this::take);
            request.endHandler(end -> finish());
        }

        private void take(Buffer chunk) {
            if (refused) {
                return;
            }
            if (body.length() + chunk.length() > limit) {
                refuse(HttpProblem.of(TOO_LARGE, "the body is larger than http.max_body allows"));
            } else if (!budget.take(chunk.length())) {
                refuse(tooMany());
            } else {
                held += chunk.length();
                body.appendBuffer(chunk);
            }
        }

        /** Answers at once; what the client still sends is not kept, and its connection ends with the answer. */
        private void refuse(HttpProblem problem) {
            refused = true;
            release();
            ctx.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            ctx.fail(problem);
        }

        private void finish() {
            if (refused) {
                return;
            }
            try {
                whole.handle(body);
            } catch (RuntimeException failed) {
                // The router does not see what is thrown once a body has been waited for; the client would wait too.
                ctx.fail(failed);
            }
        }

        private void release() {
            budget.release(held);
            held = 0;
        }
    }
}
