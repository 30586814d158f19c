package dev.crossfade.realtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessageTest {
    @Test
    void bothSerializersSayTheSame() throws MalformedFrameException {
        ClientMessage array =
                ClientMessage.text(Serializer.V2, "[\"6\",\"9\",\"realtime:a:é\",\"phx_join\",{\"config\":{}}]");
        ClientMessage object = ClientMessage.text(
                Serializer.V1,
                "{\"topic\":\"realtime:a:é\",\"event\":\"phx_join\",\"payload\":{\"config\":{}},\"ref\":\"9\",\"join_ref\":\"6\"}");
        assertThat(object).isEqualTo(array);
        assertThat(array.joinRef()).hasValue("6");
        assertThat(array.ref()).hasValue("9");
        assertThat(array.topic()).isEqualTo("realtime:a:é");
        assertThat(array.payload()).hasToString("{\"config\":{}}");
        assertThat(array.broadcast()).isEmpty();
    }

    @Test
    void aHeartbeatHasNoJoin() throws MalformedFrameException {
        assertThat(ClientMessage.text(Serializer.V2, "[null,\"7\",\"phoenix\",\"heartbeat\",{}]"))
                .isEqualTo(ClientMessage.text(
                        Serializer.V1, "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"7\"}"))
                .satisfies(message -> assertThat(message.joinRef()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "[]", "1"})
    void aPayloadThatIsNoObjectCountsAsAnEmptyOne(String payload) throws MalformedFrameException {
        String frame = "[null,\"7\",\"phoenix\",\"heartbeat\"," + payload + "]";
        assertThat(ClientMessage.text(Serializer.V2, frame).payload()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "{}",
                "[]",
                "[null,\"7\",\"phoenix\",\"heartbeat\"]",
                "[null,\"7\",\"phoenix\",\"heartbeat\",{},1]",
                "[null,\"7\",\"phoenix\",\"heartbeat\",{}] []",
                "[null,\"7\",null,\"heartbeat\",{}]",
                "[null,\"7\",\"phoenix\",5,{}]",
                "[null,{},\"phoenix\",\"heartbeat\",{}]",
                "[null,\"7\",\"\",\"heartbeat\",{}]",
                "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"7\"}"
            })
    void whatIsNoMessageIsRefused(String frame) {
        assertThatThrownBy(() -> ClientMessage.text(Serializer.V2, frame))
                .isInstanceOf(MalformedFrameException.class)
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }

    @Test
    void nestingIsBounded() throws MalformedFrameException {
        String fine = "[".repeat(WireText.DEEPEST - 2) + "]".repeat(WireText.DEEPEST - 2);
        ClientMessage.text(Serializer.V2, "[null,\"1\",\"t\",\"e\",{\"a\":" + fine + "}]");
        String deep = "[".repeat(100_000);
        assertThatThrownBy(() -> ClientMessage.text(Serializer.V2, "[null,\"1\",\"t\",\"e\",{\"a\":[" + fine + "]}]"))
                .isInstanceOf(MalformedFrameException.class);
        assertThatThrownBy(() -> ClientMessage.text(Serializer.V1, deep)).isInstanceOf(MalformedFrameException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999999", "-1e-99999999999999", "1e2147483648"})
    void noNumberBreaksTheReader(String number) {
        String frame = "[null,\"1\",\"t\",\"broadcast\",{\"event\":\"e\",\"payload\":{\"n\":" + number + "}}]";
        try {
            assertThat(ClientMessage.text(Serializer.V2, frame).broadcast()).isPresent();
        } catch (MalformedFrameException e) {
            assertThat(e).hasMessageContaining("JSON");
        }
    }

    @Test
    void aBroadcastInTextKeepsItsPayload() throws MalformedFrameException {
        ClientMessage message = ClientMessage.text(
                Serializer.V1,
                "{\"topic\":\"realtime:room1\",\"event\":\"broadcast\",\"payload\":{\"type\":\"broadcast\",\"event\":\"ping\","
                        + "\"payload\":{\"n\":0.10000000000000000001,\"big\":12345678901234567890}},\"ref\":\"8\",\"join_ref\":\"6\"}");
        Broadcast broadcast = message.broadcast().orElseThrow();
        assertThat(broadcast.event()).isEqualTo("ping");
        assertThat(broadcast.json()).isTrue();
        assertThat(new String(broadcast.payload(), StandardCharsets.UTF_8))
                .isEqualTo("{\"n\":0.10000000000000000001,\"big\":12345678901234567890}");
        assertThat(broadcast.meta()).isEmpty();
    }

    @Test
    void aBroadcastInBinaryHasItsParts() throws MalformedFrameException {
        ClientMessage message =
                ClientMessage.binary(frame(3, 1, "6", "8", "realtime:room1", "ping", "{}", "{\"a\":1}"));
        assertThat(message.joinRef()).hasValue("6");
        assertThat(message.ref()).hasValue("8");
        assertThat(message.topic()).isEqualTo("realtime:room1");
        assertThat(message.event()).isEqualTo("broadcast");
        assertThat(message.broadcast().orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(new Broadcast("ping", WireText.bytes("{}"), true, WireText.bytes("{\"a\":1}")));
    }

    @Test
    void aBroadcastWithoutRefsHasNone() throws MalformedFrameException {
        ClientMessage message = ClientMessage.binary(frame(3, 0, "", "", "realtime:r", "e", "", "\u0000raw"));
        assertThat(message.joinRef()).isEqualTo(Optional.empty());
        assertThat(message.ref()).isEqualTo(Optional.empty());
        assertThat(message.broadcast().orElseThrow().json()).isFalse();
    }

    @Test
    void brokenBinaryIsRefused() {
        assertMalformed(frame(4, 1, "6", "8", "t", "e", "", "{}"));
        assertMalformed(frame(3, 2, "6", "8", "t", "e", "", "{}"));
        assertMalformed(frame(3, 1, "6", "8", "", "e", "", "{}"));
        assertMalformed(frame(3, 1, "6", "8", "t", "e", "{", "{}"));
        assertMalformed(frame(3, 1, "6", "8", "t", "e", "", ""));
        assertMalformed(frame(3, 1, "6", "8", "t", "e", "", "{} {}"));
        assertMalformed(new byte[] {3, 1, 1, 1, 1, 0, 1, 'a'});
        assertMalformed(new byte[] {3, 0, 0, 1, 0, 0, 0, (byte) 0xFF});
    }

    @Property
    void noBytesBreakTheReader(@ForAll byte[] frame) {
        if (frame.length > 0) {
            frame[0] = 3;
        }
        try {
            assertThat(ClientMessage.binary(frame).topic()).isNotEmpty();
        } catch (MalformedFrameException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @Property
    void noTextBreaksTheReader(@ForAll String frame, @ForAll Serializer serializer) {
        try {
            assertThat(ClientMessage.text(serializer, frame).topic()).isNotEmpty();
        } catch (MalformedFrameException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    private static void assertMalformed(byte[] frame) {
        assertThatThrownBy(() -> ClientMessage.binary(frame)).isInstanceOf(MalformedFrameException.class);
    }

    private static byte[] frame(int kind, int encoding, String... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(kind);
        for (int i = 0; i < 5; i++) {
            out.write(WireText.bytes(parts[i]).length);
        }
        out.write(encoding);
        for (String part : parts) {
            out.writeBytes(WireText.bytes(part));
        }
        return out.toByteArray();
    }
}
