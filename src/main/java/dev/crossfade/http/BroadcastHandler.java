package dev.crossfade.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crossfade.bus.RealtimeBroadcast;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code POST /realtime/v1/api/broadcast}: says something to the clients of a topic without being one of them. Answered
 * with 202 and no body, or in the form of errors that Supabase's clients know.
 */
final class BroadcastHandler {
    static final String MESSAGES = "/realtime/v1/api/broadcast";
    static final String EVENT = MESSAGES + "/:topic/events/:event";

    private static final String NOBODY = "";
    private static final String PREFIX = "realtime:";
    private static final byte[] NO_META = new byte[0];
    private static final int MOST_MESSAGES = 100;
    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_TOPIC = 1000;
    private static final int LONGEST_EVENT = 255;
    private static final int ACCEPTED = 202;
    private static final int UNPROCESSABLE = 422;

    private final BroadcastWriter broadcasts;
    private final JsonBodyHandler json;
    private final BodyReaderHandler bytes;

    /** @param budget of all bodies being received */
    BroadcastHandler(BroadcastWriter broadcasts, ByteBudget budget) {
        this.broadcasts = broadcasts;
        this.json = new JsonBodyHandler(MOST_BYTES, budget);
        this.bytes = new BodyReaderHandler(MOST_BYTES, budget);
    }

    /** Writes an error as these clients read it. */
    static void problem(RoutingContext ctx, HttpProblem problem) {
        ctx.response().setStatusCode(problem.status());
        ctx.json(new JsonObject().put("error", problem.getMessage()).put("message", problem.getMessage()));
    }

    /** Several messages, each with its topic. */
    void messages(RoutingContext ctx) {
        ProblemHandler.writeAs(ctx, BroadcastHandler::problem);
        json.read(ctx, body -> {
            JsonNode messages = body.path("messages");
            require(messages.isArray() && messages.size() <= MOST_MESSAGES, "messages: expected a list of at most 100");
            List<RealtimeBroadcast> said = new ArrayList<>();
            messages.forEach(message -> said.add(broadcast(message)));
            said.forEach(broadcasts::send);
            accept(ctx);
        });
    }

    /** One message, whose body is its payload: JSON, or any bytes. */
    void event(RoutingContext ctx) {
        ProblemHandler.writeAs(ctx, BroadcastHandler::problem);
        String topic = ctx.pathParam("topic");
        String event = ctx.pathParam("event");
        String type = ctx.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if ("application/octet-stream".equals(type)) {
            bytes.read(ctx, body -> send(ctx, topic, event, false, body.getBytes()));
        } else {
            json.read(ctx, body -> send(ctx, topic, event, true, utf8(body.isMissingNode() ? "{}" : body.toString())));
        }
    }

    private void send(RoutingContext ctx, String topic, String event, boolean isJson, byte[] payload) {
        broadcasts.send(broadcast(topic, event, isJson, payload));
        accept(ctx);
    }

    private static RealtimeBroadcast broadcast(JsonNode message) {
        JsonNode payload = message.path("payload");
        require(message.path("topic").isTextual(), "messages[].topic: expected text");
        require(message.path("event").isTextual(), "messages[].event: expected text");
        return broadcast(
                message.path("topic").textValue(),
                message.path("event").textValue(),
                true,
                utf8(payload.isMissingNode() ? "{}" : payload.toString()));
    }

    private static RealtimeBroadcast broadcast(String topic, String event, boolean isJson, byte[] payload) {
        require(!topic.isEmpty() && topic.length() <= LONGEST_TOPIC, "topic: expected 1 to 1000 characters");
        require(!event.isEmpty() && event.length() <= LONGEST_EVENT, "event: expected 1 to 255 characters");
        return new RealtimeBroadcast(NOBODY, PREFIX + topic, event, NO_META, isJson, payload);
    }

    private static void accept(RoutingContext ctx) {
        ctx.response().setStatusCode(ACCEPTED).end();
    }

    private static void require(boolean fine, String otherwise) {
        if (!fine) {
            throw HttpProblem.of(UNPROCESSABLE, otherwise);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
