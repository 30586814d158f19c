package dev.crossfade.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ServerMessagesTest {
    private static final String TOPIC = "realtime:room1";
    private static final Optional<String> SIX = Optional.of("6");
    private static final ObjectNode NOTHING = JsonNodeFactory.instance.objectNode();

    private final ServerMessages v1 = new ServerMessages(Serializer.V1);
    private final ServerMessages v2 = new ServerMessages(Serializer.V2);

    @Test
    void aHeartbeatIsAnswered() throws MalformedFrameException {
        ClientMessage heartbeat = ClientMessage.text(Serializer.V2, "[null,\"7\",\"phoenix\",\"heartbeat\",{}]");
        assertThat(text(v2.reply(heartbeat, true, NOTHING)))
                .isEqualTo("[null,\"7\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        assertThat(text(v1.reply(heartbeat, true, NOTHING)))
                .isEqualTo("{\"topic\":\"phoenix\",\"event\":\"phx_reply\","
                        + "\"payload\":{\"status\":\"ok\",\"response\":{}},\"ref\":\"7\",\"join_ref\":null}");
    }

    @Test
    void aRefusalSaysItsReason() {
        ObjectNode reason = JsonNodeFactory.instance.objectNode().put("reason", "unmatched topic");
        assertThat(text(v2.reply(SIX, SIX, TOPIC, false, reason)))
                .isEqualTo("[\"6\",\"6\",\"realtime:room1\",\"phx_reply\","
                        + "{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]");
    }

    @Test
    void theServerSpeaksOfItself() {
        assertThat(text(v2.system(SIX, TOPIC, "postgres_changes", true, "Subscribed to PostgreSQL")))
                .isEqualTo("[\"6\",null,\"realtime:room1\",\"system\",{\"extension\":\"postgres_changes\","
                        + "\"status\":\"ok\",\"message\":\"Subscribed to PostgreSQL\",\"channel\":\"room1\"}]");
        assertThat(text(v2.close(SIX, TOPIC))).isEqualTo("[\"6\",\"6\",\"realtime:room1\",\"phx_close\",{}]");
        assertThat(text(v2.error(SIX, TOPIC))).isEqualTo("[\"6\",\"6\",\"realtime:room1\",\"phx_error\",{}]");
        assertThat(text(v2.presenceState(SIX, TOPIC)))
                .isEqualTo("[\"6\",null,\"realtime:room1\",\"presence_state\",{}]");
        assertThat(text(v1.close(SIX, TOPIC)))
                .isEqualTo("{\"topic\":\"realtime:room1\",\"event\":\"phx_close\",\"payload\":{},"
                        + "\"ref\":\"6\",\"join_ref\":\"6\"}");
    }

    @Test
    void aBroadcastIsBinaryForTheSecondSerializer() {
        Broadcast ping = new Broadcast("ping", new byte[0], true, WireText.bytes("{\"a\":1}"));
        OutFrame frame = v2.broadcast(TOPIC, ping).orElseThrow();
        assertThat(frame.binary()).isTrue();
        assertThat(frame.payload())
                .isEqualTo(WireText.bytes("\u0004\u000e\u0004\u0000\u0001realtime:room1ping{\"a\":1}"));
    }

    @Test
    void aBroadcastIsTextForTheFirstSerializer() {
        Broadcast ping = new Broadcast("ping", WireText.bytes("{\"id\":\"1\"}"), true, WireText.bytes("{\"a\":1}"));
        OutFrame frame = v1.broadcast(TOPIC, ping).orElseThrow();
        assertThat(frame.binary()).isFalse();
        assertThat(text(frame.payload()))
                .isEqualTo(
                        "{\"topic\":\"realtime:room1\",\"event\":\"broadcast\",\"payload\":{\"type\":\"broadcast\","
                                + "\"event\":\"ping\",\"payload\":{\"a\":1},\"meta\":{\"id\":\"1\"}},\"ref\":null,\"join_ref\":null}");
    }

    @Test
    void rawBytesGoToTheSecondSerializerAlone() {
        Broadcast raw = new Broadcast("ping", new byte[0], false, new byte[] {0, (byte) 0xFF});
        assertThat(v1.broadcast(TOPIC, raw)).isEmpty();
        assertThat(v2.broadcast(TOPIC, raw).orElseThrow().payload()).endsWith(0, 0xFF);
    }

    @Test
    void aNameTooLongForABinaryFrameGoesAsText() {
        String topic = "realtime:" + "é".repeat(124);
        Broadcast ping = new Broadcast("ping", new byte[0], true, WireText.bytes("1"));
        OutFrame frame = v2.broadcast(topic, ping).orElseThrow();
        assertThat(frame.binary()).isFalse();
        assertThat(text(frame.payload()))
                .isEqualTo("[null,null,\"" + topic
                        + "\",\"broadcast\",{\"type\":\"broadcast\",\"event\":\"ping\",\"payload\":1}]");
        assertThat(v2.broadcast(topic, new Broadcast("ping", new byte[0], false, new byte[1])))
                .isEmpty();
    }

    @Property
    void everyMessageCanBeReadBack(@ForAll String name, @ForAll String ref) throws MalformedFrameException {
        byte[] system = v2.system(Optional.of(ref), "realtime:" + name, name, false, name);
        assertThat(WireText.read(text(system)).path(4).path("channel").isTextual())
                .isTrue();
        assertThat(WireText.read(text(v1.error(Optional.of(ref), name)))
                        .path("payload")
                        .isObject())
                .isTrue();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
