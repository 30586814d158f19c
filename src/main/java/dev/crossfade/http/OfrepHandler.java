package dev.crossfade.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.config.SettingsSnapshot;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The OpenFeature Remote Evaluation Protocol: one flag, or all of them with a tag by which a client that asks again
 * learns that nothing has changed. Belongs to its context.
 */
final class OfrepHandler {
    static final String FLAGS = OfrepErrorWriter.FLAGS;

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int NOT_MODIFIED = 304;

    private final CurrentSettings current;
    private final JsonBodyHandler bodies;

    OfrepHandler(CurrentSettings current, JsonBodyHandler bodies) {
        this.current = current;
        this.bodies = bodies;
    }

    /** {@code POST /ofrep/v1/evaluate/flags/{key}}. */
    void one(RoutingContext ctx) {
        Optional<String> key = OfrepErrorWriter.key(ctx);
        if (key.isEmpty()) {
            OfrepErrorWriter.write(ctx, BAD_REQUEST, "PARSE_ERROR", "the key is not percent-encoded UTF-8");
            return;
        }
        evaluate(ctx, context -> answer(ctx, key.get(), context));
    }

    /** {@code POST /ofrep/v1/evaluate/flags}. */
    void all(RoutingContext ctx) {
        evaluate(ctx, context -> answer(ctx, context));
    }

    private void evaluate(RoutingContext ctx, Consumer<JsonNode> evaluation) {
        bodies.read(
                ctx,
                body -> {
                    Optional<Flaw> wrong = flaw(body);
                    wrong.ifPresent(flaw -> OfrepErrorWriter.write(ctx, BAD_REQUEST, flaw.code, flaw.details));
                    if (wrong.isEmpty()) {
                        evaluation.accept(body.path("context"));
                    }
                },
                notJson -> OfrepErrorWriter.write(ctx, BAD_REQUEST, "PARSE_ERROR", notJson));
    }

    private void answer(RoutingContext ctx, String key, JsonNode context) {
        SettingsSnapshot snapshot = current.snapshot();
        FlagEvaluation flag =
                FlagEvaluation.all(snapshot, targetingKey(context)).get(key);
        if (flag == null) {
            OfrepErrorWriter.write(ctx, NOT_FOUND, "FLAG_NOT_FOUND", "there is no flag of this name");
        } else {
            ctx.json(json(flag, snapshot.version()));
        }
    }

    private void answer(RoutingContext ctx, JsonNode context) {
        SettingsSnapshot snapshot = current.snapshot();
        JsonArray flags = new JsonArray();
        FlagEvaluation.all(snapshot, targetingKey(context))
                .values()
                .forEach(flag -> flags.add(json(flag, snapshot.version())));
        Buffer body = new JsonObject()
                .put("flags", flags)
                .put("metadata", new JsonObject().put("version", snapshot.version()))
                .toBuffer();
        String tag = "\"" + sha256(body) + "\"";
        ctx.response().putHeader(HttpHeaders.ETAG, tag);
        if (knows(ctx, tag)) {
            ctx.response().setStatusCode(NOT_MODIFIED).end();
        } else {
            ctx.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .end(body);
        }
    }

    private static Optional<Flaw> flaw(JsonNode body) {
        JsonNode context = body.path("context");
        if (!body.isObject() && !body.isMissingNode()) {
            return Optional.of(new Flaw("PARSE_ERROR", "the body is not an object"));
        }
        if (!context.isObject() && !context.isMissingNode() && !context.isNull()) {
            return Optional.of(new Flaw("INVALID_CONTEXT", "context is not an object"));
        }
        JsonNode targetingKey = context.path("targetingKey");
        return targetingKey.isTextual() || targetingKey.isMissingNode() || targetingKey.isNull()
                ? Optional.empty()
                : Optional.of(new Flaw("INVALID_CONTEXT", "context.targetingKey is not a text"));
    }

    private static Optional<String> targetingKey(JsonNode context) {
        return Optional.ofNullable(context.path("targetingKey").textValue()).filter(key -> !key.isEmpty());
    }

    private static JsonObject json(FlagEvaluation flag, long version) {
        return new JsonObject()
                .put("key", flag.key())
                .put("value", flag.value())
                .put("reason", flag.reason())
                .put("variant", flag.variant())
                .put("metadata", new JsonObject().put("version", version).put("source", flag.source()));
    }

    /** A tag that cannot be read is one that nobody has given: the client gets the whole answer. */
    private static boolean knows(RoutingContext ctx, String tag) {
        try {
            return EntityTags.of(ctx.request().headers().getAll(HttpHeaders.IF_NONE_MATCH))
                    .filter(known -> known.hold(tag))
                    .isPresent();
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static String sha256(Buffer body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body.getBytes()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Why a body cannot be evaluated. */
    private record Flaw(String code, String details) {}
}
