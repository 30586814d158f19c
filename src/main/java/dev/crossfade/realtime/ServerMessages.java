package dev.crossfade.realtime;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Makes the messages to clients of one serializer: payloads of text frames, but for broadcasts. A message's payload is
 * always an object, since clients break on anything else. Used by any thread.
 */
public final class ServerMessages {
    private static final int BROADCAST_KIND = 4;
    private static final int LONGEST_PART = 255;

    private final Serializer serializer;

    public ServerMessages(Serializer serializer) {
        this.serializer = serializer;
    }

    /** The answer to a client's message; its refs are those of that message. */
    public byte[] reply(Optional<String> joinRef, Optional<String> ref, String topic, boolean ok, ObjectNode response) {
        String payload = "{\"status\":" + status(ok) + ",\"response\":" + response + "}";
        return message(joinRef, ref, topic, "phx_reply", payload);
    }

    /** The answer to that message. */
    public byte[] reply(ClientMessage message, boolean ok, ObjectNode response) {
        return reply(message.joinRef(), message.ref(), message.topic(), ok, response);
    }

    /** What the server says of a channel of its own accord, {@code extension} saying which part of it. */
    public byte[] system(Optional<String> joinRef, String topic, String extension, boolean ok, String message) {
        String payload = "{\"extension\":" + WireText.quoted(extension) + ",\"status\":" + status(ok) + ",\"message\":"
                + WireText.quoted(message) + ",\"channel\":"
                + WireText.quoted(Topic.nameOf(topic).orElse(topic)) + "}";
        return message(joinRef, Optional.empty(), topic, "system", payload);
    }

    /** Good-bye: the client will not join again by itself. */
    public byte[] close(Optional<String> joinRef, String topic) {
        return message(joinRef, joinRef, topic, "phx_close", "{}");
    }

    /** A fault of the channel: the client will join again. */
    public byte[] error(Optional<String> joinRef, String topic) {
        return message(joinRef, joinRef, topic, "phx_error", "{}");
    }

    /** Nobody is present. */
    public byte[] presenceState(Optional<String> joinRef, String topic) {
        return message(joinRef, Optional.empty(), topic, "presence_state", "{}");
    }

    /**
     * The broadcast as the other members get it; empty where this serializer cannot carry it: raw bytes in text, or with
     * a name too long for a binary frame.
     */
    public Optional<OutFrame> broadcast(String topic, Broadcast broadcast) {
        byte[] to = WireText.bytes(topic);
        byte[] event = WireText.bytes(broadcast.event());
        boolean fits =
                to.length <= LONGEST_PART && event.length <= LONGEST_PART && broadcast.meta().length <= LONGEST_PART;
        if (serializer == Serializer.V2 && fits) {
            return Optional.of(new OutFrame(binary(to, event, broadcast), true));
        }
        return broadcast.json() ? Optional.of(new OutFrame(text(topic, broadcast), false)) : Optional.empty();
    }

    /** A byte 4, the lengths of topic, event and meta in a byte each, the encoding, then those three and the payload. */
    private static byte[] binary(byte[] topic, byte[] event, Broadcast broadcast) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(BROADCAST_KIND);
        out.write(topic.length);
        out.write(event.length);
        out.write(broadcast.meta().length);
        out.write(broadcast.json() ? BinaryBroadcast.JSON : BinaryBroadcast.RAW);
        out.writeBytes(topic);
        out.writeBytes(event);
        out.writeBytes(broadcast.meta());
        out.writeBytes(broadcast.payload());
        return out.toByteArray();
    }

    private byte[] text(String topic, Broadcast broadcast) {
        String meta = new String(broadcast.meta(), StandardCharsets.UTF_8);
        String payload = "{\"type\":\"broadcast\",\"event\":" + WireText.quoted(broadcast.event()) + ",\"payload\":"
                + new String(broadcast.payload(), StandardCharsets.UTF_8)
                + (meta.isEmpty() ? "" : ",\"meta\":" + meta) + "}";
        return message(Optional.empty(), Optional.empty(), topic, ClientMessage.BROADCAST, payload);
    }

    private byte[] message(Optional<String> joinRef, Optional<String> ref, String topic, String event, String payload) {
        return WireText.bytes(Envelope.head(serializer, joinRef, ref, topic, event)
                + payload
                + Envelope.tail(serializer, joinRef, ref));
    }

    private static String status(boolean ok) {
        return ok ? "\"ok\"" : "\"error\"";
    }
}
