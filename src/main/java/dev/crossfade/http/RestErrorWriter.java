package dev.crossfade.http;

import dev.crossfade.rest.RestError;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Writes errors as PostgREST does: {@code code}, {@code details}, {@code hint} and {@code message}. */
final class RestErrorWriter {
    static final String JSON = "application/json; charset=utf-8";

    private RestErrorWriter() {}

    static void write(RoutingContext ctx, RestError error) {
        write(ctx, error, error.hint());
    }

    /** What every part of the daemon may refuse, with the code that comes nearest. */
    static void write(RoutingContext ctx, HttpProblem problem) {
        String hint = problem.retryAfterSeconds() > 0 ? "Try again when Retry-After says" : null;
        write(ctx, new RestError(problem.status(), code(problem.status()), problem.getMessage(), null, null), hint);
    }

    private static void write(RoutingContext ctx, RestError error, String hint) {
        JsonObject body = new JsonObject()
                .put("code", error.code())
                .put("details", error.details())
                .put("hint", hint)
                .put("message", error.getMessage());
        ctx.response()
                .setStatusCode(error.status())
                .putHeader(HttpHeaders.CONTENT_TYPE, JSON)
                .end(body.toBuffer());
    }

    private static String code(int status) {
        return switch (status) {
            case 400, 415 -> "PGRST102";
            case 401 -> "PGRST301";
            case 403 -> "42501";
            case 413 -> "54000";
            case 429 -> "53400";
            case 503 -> "PGRST000";
            default -> "XX000";
        };
    }
}
