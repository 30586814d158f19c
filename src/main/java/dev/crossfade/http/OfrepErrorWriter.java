package dev.crossfade.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes errors as OpenFeature's clients read them: a request that cannot be evaluated with the {@code key} that was
 * asked for, an {@code errorCode} and {@code errorDetails}; what is not the client's fault with its details alone.
 */
final class OfrepErrorWriter {
    /** Where the protocol begins. */
    static final String ROOT = "/ofrep/v1/";

    static final String FLAGS = ROOT + "evaluate/flags";

    private static final int SERVER_ERROR = 500;

    private OfrepErrorWriter() {}

    /** Whether whoever sent this request speaks that protocol. */
    static boolean isSpokenBy(RoutingContext ctx) {
        String path = ctx.request().path();
        return path != null && path.startsWith(ROOT);
    }

    /** Answers with a problem that has no code of its own. */
    static void write(RoutingContext ctx, HttpProblem problem) {
        if (problem.status() >= SERVER_ERROR) {
            end(ctx, problem.status(), new JsonObject().put("errorDetails", problem.getMessage()));
        } else {
            write(ctx, problem.status(), "GENERAL", problem.getMessage());
        }
    }

    /** Answers why nothing was evaluated. */
    static void write(RoutingContext ctx, int status, String code, String details) {
        JsonObject error = new JsonObject().put("errorCode", code).put("errorDetails", details);
        encodedKey(ctx).ifPresent(key -> error.put("key", key(ctx).orElse(key)));
        end(ctx, status, error);
    }

    /**
     * The flag that was asked for. The whole rest of the path is its key, since a client may leave its slashes as they
     * are; empty where that is not percent-encoded UTF-8.
     */
    static Optional<String> key(RoutingContext ctx) {
        try {
            return encodedKey(ctx).map(key -> URLDecoder.decode(key.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    private static Optional<String> encodedKey(RoutingContext ctx) {
        String prefix = FLAGS + "/";
        return Optional.of(ctx.request().path())
                .filter(path -> path.startsWith(prefix))
                .map(path -> path.substring(prefix.length()));
    }

    private static void end(RoutingContext ctx, int status, JsonObject error) {
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(error.toBuffer());
    }
}
