package dev.crossfade.realtime;

import java.util.Optional;

/** The text around a message's payload: {@link #head}, the payload's JSON and {@link #tail} are the message. */
final class Envelope {
    private Envelope() {}

    static String head(
            Serializer serializer, Optional<String> joinRef, Optional<String> ref, String topic, String event) {
        return switch (serializer) {
            case V1 -> "{\"topic\":" + WireText.quoted(topic) + ",\"event\":\"" + event + "\",\"payload\":";
            case V2 -> "[" + orNull(joinRef) + "," + orNull(ref) + "," + WireText.quoted(topic) + ",\"" + event + "\",";
        };
    }

    static String tail(Serializer serializer, Optional<String> joinRef, Optional<String> ref) {
        return switch (serializer) {
            case V1 -> ",\"ref\":" + orNull(ref) + ",\"join_ref\":" + orNull(joinRef) + "}";
            case V2 -> "]";
        };
    }

    private static String orNull(Optional<String> ref) {
        return ref.map(WireText::quoted).orElse("null");
    }
}
