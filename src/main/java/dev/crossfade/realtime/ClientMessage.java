package dev.crossfade.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One message of a client.
 *
 * @param joinRef which join of the topic it belongs to
 * @param ref what its answer has to carry
 * @param topic 1 to {@value #LONGEST_TOPIC} characters
 * @param event what kind of message it is, 1 to {@value #LONGEST_NAME} characters
 * @param payload an object; empty where none was sent, so that a careless client is answered all the same
 * @param broadcast what it broadcasts, where it is one; its parts are checked
 */
public record ClientMessage(
        Optional<String> joinRef,
        Optional<String> ref,
        String topic,
        String event,
        ObjectNode payload,
        Optional<Broadcast> broadcast) {
    static final int LONGEST_TOPIC = 1024;
    static final int LONGEST_NAME = 255;
    static final String BROADCAST = "broadcast";

    private static final int PARTS = 5;

    /** The message of a text frame. */
    public static ClientMessage text(Serializer serializer, String frame) throws MalformedFrameException {
        JsonNode message = WireText.read(frame);
        return switch (serializer) {
            case V1 -> {
                check(message.isObject(), "an object was expected");
                yield of(
                        message.path("join_ref"),
                        message.path("ref"),
                        message.path("topic"),
                        message.path("event"),
                        message.path("payload"));
            }
            case V2 -> {
                check(message.isArray() && message.size() == PARTS, "an array of five was expected");
                yield of(message.get(0), message.get(1), message.get(2), message.get(3), message.get(4));
            }
        };
    }

    /** The message of a binary frame, which only {@link Serializer#V2} has: a broadcast. */
    public static ClientMessage binary(byte[] frame) throws MalformedFrameException {
        return new BinaryBroadcast(frame).message();
    }

    private static ClientMessage of(JsonNode joinRef, JsonNode ref, JsonNode topic, JsonNode event, JsonNode payload)
            throws MalformedFrameException {
        String kind = name(event, "event", LONGEST_NAME);
        ObjectNode object = payload instanceof ObjectNode sent ? sent : JsonNodeFactory.instance.objectNode();
        return new ClientMessage(
                ref(joinRef),
                ref(ref),
                name(topic, "topic", LONGEST_TOPIC),
                kind,
                object,
                kind.equals(BROADCAST) ? broadcast(object) : Optional.empty());
    }

    private static Optional<Broadcast> broadcast(ObjectNode payload) throws MalformedFrameException {
        JsonNode event = payload.path("event");
        if (!event.isTextual()) {
            return Optional.empty();
        }
        JsonNode meta = payload.path("meta");
        JsonNode body = payload.path("payload");
        return Optional.of(new Broadcast(
                name(event, "event of the broadcast", LONGEST_NAME),
                meta.isObject() ? WireText.bytes(meta) : new byte[0],
                true,
                body.isMissingNode() ? "{}".getBytes(StandardCharsets.UTF_8) : WireText.bytes(body)));
    }

    /** Clients send text; a number is taken as its text. */
    private static Optional<String> ref(JsonNode ref) throws MalformedFrameException {
        if (ref.isNull() || ref.isMissingNode()) {
            return Optional.empty();
        }
        check(ref.isTextual() || ref.isIntegralNumber(), "a ref was expected to be text");
        check(ref.asText().length() <= LONGEST_NAME, "a ref is too long");
        return Optional.of(ref.asText());
    }

    private static String name(JsonNode name, String what, int longest) throws MalformedFrameException {
        check(name.isTextual() && !name.textValue().isEmpty(), what + " was expected to be text");
        check(name.textValue().length() <= longest, what + " is too long");
        return name.textValue();
    }

    static void check(boolean fine, String otherwise) throws MalformedFrameException {
        if (!fine) {
            throw new MalformedFrameException(otherwise);
        }
    }
}
