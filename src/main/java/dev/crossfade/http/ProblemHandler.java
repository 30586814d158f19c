package dev.crossfade.http;

import dev.crossfade.bus.Unavailable;
import io.netty.handler.codec.DecoderException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes every error as {@code application/problem+json}, or as the clients of a protocol of its own read it. What the
 * client reads says what it can do about it; what was
 * a bug of ours goes to the log alone.
 */
final class ProblemHandler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);
    private static final int BAD_REQUEST = 400;
    private static final int UNAVAILABLE = 503;
    private static final int RETRY_SECONDS = 5;
    private static final String FORM = "crossfade.problem-form";

    @Override
    public void handle(RoutingContext ctx) {
        HttpProblem problem = problemOf(ctx);
        if (ctx.response().ended()) {
            return;
        }
        if (ctx.response().headWritten()) {
            // Too late to say it: a broken connection tells the client that the answer is not whole.
            ctx.request().connection().close();
            return;
        }
        BiConsumer<RoutingContext, HttpProblem> form = ctx.get(FORM);
        if (form == null && OfrepErrorWriter.isSpokenBy(ctx)) {
            sayWhen(ctx, problem);
            OfrepErrorWriter.write(ctx, problem);
        } else if (form == null) {
            write(ctx, problem, new JsonObject());
        } else {
            sayWhen(ctx, problem);
            form.accept(ctx, problem);
        }
    }

    /** Has what goes wrong with this request from now on be written in another form. */
    static void writeAs(RoutingContext ctx, BiConsumer<RoutingContext, HttpProblem> form) {
        ctx.put(FORM, form);
    }

    /** Answers with a problem that carries further members. */
    static void write(RoutingContext ctx, HttpProblem problem, JsonObject members) {
        JsonObject body = new JsonObject()
                .put("type", "about:blank")
                .put("title", problem.title())
                .put("status", problem.status())
                .put("detail", problem.getMessage())
                .mergeIn(members);
        sayWhen(ctx, problem);
        ctx.response()
                .setStatusCode(problem.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
                .end(body.toBuffer());
    }

    private static void sayWhen(RoutingContext ctx, HttpProblem problem) {
        if (problem.retryAfterSeconds() > 0) {
            ctx.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(problem.retryAfterSeconds()));
        }
    }

    private static HttpProblem problemOf(RoutingContext ctx) {
        Throwable cause = ctx.failure();
        if (cause instanceof HttpProblem problem) {
            return problem;
        }
        if (cause instanceof Unavailable) {
            return HttpProblem.retryable(UNAVAILABLE, cause.getMessage(), RETRY_SECONDS);
        }
        if (cause instanceof IOException || cause instanceof DecoderException) {
            return HttpProblem.of(BAD_REQUEST, "the request broke off or cannot be read");
        }
        return ofStatus(ctx, cause);
    }

    private static HttpProblem ofStatus(RoutingContext ctx, Throwable cause) {
        return switch (ctx.statusCode()) {
            case 400 -> HttpProblem.of(400, "the request cannot be read");
            case 404 -> HttpProblem.of(404, "there is nothing at this path");
            default -> {
                LOG.error("bug method={} path={}", ctx.request().method(), ctx.normalizedPath(), cause);
                yield HttpProblem.of(500, "internal error");
            }
        };
    }
}
