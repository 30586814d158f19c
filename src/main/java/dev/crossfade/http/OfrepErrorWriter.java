package dev.crossfade.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Writes errors as OpenFeature's clients read them: the {@code key} that was asked for, an {@code errorCode} and {@code
 * errorDetails}. The protocol asks for the details alone where the fault is not the client's; but its clients lose them
 * without the rest.
 */
final class OfrepErrorWriter {
    /** Where the protocol begins. */
    static final String ROOT = "/ofrep/v1/";

    static final String FLAGS = ROOT + "evaluate/flags";

    private OfrepErrorWriter() {}

    /** Whether whoever sent this request speaks that protocol. */
    static boolean isSpokenBy(RoutingContext ctx) {
        String path = ctx.request().path();
        return path != null && path.startsWith(ROOT);
    }

    /** Answers with a problem that has no code of its own. */
    static void write(RoutingContext ctx, HttpProblem problem) {
        write(ctx, problem.status(), "GENERAL", problem.getMessage());
    }

    /** Answers why nothing was evaluated. */
    static void write(RoutingContext ctx, int status, String code, String details) {
        JsonObject error = new JsonObject().put("errorCode", code).put("errorDetails", details);
        encodedKey(ctx).ifPresent(key -> error.put("key", key(ctx).orElse(key)));
        ctx.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(error.toBuffer());
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
}
