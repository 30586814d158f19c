package dev.crossfade.realtime;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;
import java.util.Optional;

/**
 * A binary frame of a client while it is read: a byte 3, the lengths of join_ref, ref, topic, event and meta in a byte
 * each, a byte for the encoding (1 JSON, 0 raw), then those five and the payload. Used once.
 */
final class BinaryBroadcast {
    static final int JSON = 1;

    private static final int KIND = 3;
    static final int RAW = 0;
    private static final int ENCODING_AT = 6;
    private static final int HEADER = 7;

    private final byte[] frame;
    private int at = HEADER;

    BinaryBroadcast(byte[] frame) {
        this.frame = frame;
    }

    ClientMessage message() throws MalformedFrameException {
        ClientMessage.check(frame.length >= HEADER && frame[0] == KIND, "a broadcast was expected");
        int encoding = frame[ENCODING_AT];
        ClientMessage.check(encoding == JSON || encoding == RAW, "an encoding of 0 or 1 was expected");
        Optional<String> joinRef = Optional.of(next(1)).filter(text -> !text.isEmpty());
        Optional<String> ref = Optional.of(next(2)).filter(text -> !text.isEmpty());
        String topic = next(3);
        ClientMessage.check(!topic.isEmpty(), "a topic was expected");
        String event = next(4);
        ClientMessage.check(!event.isEmpty(), "an event was expected");
        String meta = next(5);
        if (!meta.isEmpty()) {
            WireText.read(meta);
        }
        if (encoding == JSON) {
            WireText.read(WireText.decode(frame, at, frame.length - at));
        }
        Broadcast broadcast = new Broadcast(
                event, WireText.bytes(meta), encoding == JSON, Arrays.copyOfRange(frame, at, frame.length));
        return new ClientMessage(
                joinRef,
                ref,
                topic,
                ClientMessage.BROADCAST,
                JsonNodeFactory.instance.objectNode(),
                Optional.of(broadcast));
    }

    /** The next part, whose length stands in that byte. */
    private String next(int lengthAt) throws MalformedFrameException {
        int length = frame[lengthAt] & 0xFF;
        ClientMessage.check(frame.length - at >= length, "shorter than its lengths say");
        String text = WireText.decode(frame, at, length);
        at += length;
        return text;
    }
}
