package dev.crossfade.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Consumer;

/** Reads a request's body as JSON: one value with nothing behind it and no member twice, within the bounds of bodies. */
final class JsonBodyHandler {
    private static final int BAD_REQUEST = 400;
    private static final int UNSUPPORTED = 415;
    /** Names, values, beginnings and ends; what comes here has few, and all are looked at on the event loop. */
    private static final int MOST_TOKENS = 20_000;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxTokenCount(MOST_TOKENS).build())
            .build();
    private static final JsonMapper JSON = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final BodyReaderHandler bodies;

    /**
     * @param maxBody most bytes of a body
     * @param budget of all bodies being received
     */
    JsonBodyHandler(int maxBody, ByteBudget budget) {
        this.bodies = new BodyReaderHandler(maxBody, budget);
    }

    /**
     * Hands on what the body says, a missing node where there is no body; refuses what is not JSON.
     *
     * @param reader may throw an {@link HttpProblem}
     */
    void read(RoutingContext ctx, Consumer<JsonNode> reader) {
        read(ctx, reader, notJson -> {
            throw HttpProblem.of(BAD_REQUEST, notJson);
        });
    }

    /** The same, with an answer of one's own to what is not JSON. */
    void read(RoutingContext ctx, Consumer<JsonNode> reader, Consumer<String> notJson) {
        bodies.read(ctx, body -> {
            requireJson(ctx, body);
            parse(body, reader, notJson);
        });
    }

    private static void parse(Buffer body, Consumer<JsonNode> reader, Consumer<String> notJson) {
        JsonNode node;
        try {
            node = body.length() == 0 ? MissingNode.getInstance() : JSON.readTree(body.getBytes());
        } catch (StreamConstraintsException excess) {
            notJson.accept("the body has too many members or values, lies too deep, or has a number that is too long");
            return;
        } catch (IOException broken) {
            notJson.accept("the body is not JSON, or has a member twice");
            return;
        }
        reader.accept(node);
    }

    /** Refuses a body that does not say that it is JSON. */
    static void requireJson(RoutingContext ctx, Buffer body) {
        String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
        String media = type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (body.length() > 0 && !media.equals("application/json")) {
            throw HttpProblem.of(UNSUPPORTED, "Content-Type must be application/json");
        }
    }
}
