package dev.crossfade.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** Answers a request with what another part of the daemon says. */
final class AnswerWriter {
    private AnswerWriter() {}

    /**
     * Has it written when it is known. Where it cannot be known or written the request fails, so that no bug leaves a
     * client without an answer.
     *
     * @param written ends the response, or fails the request itself
     */
    static <T> void write(RoutingContext ctx, Future<T> asked, Handler<T> written) {
        asked.<Void>map(answer -> {
                    written.handle(answer);
                    return null;
                })
                .onFailure(ctx::fail);
    }
}
