package dev.crossfade.realtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketFramesTest {
    private static final int TEXT = 0x81;
    private static final int BINARY = 0x82;

    private final WebSocketFrames frames = new WebSocketFrames();

    @ParameterizedTest
    @CsvSource({"0,2", "125,2", "126,4", "65535,4", "65536,10", "3000000,10"})
    void everyLengthHasItsShortestHeader(int length, int header) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 'a');
        frames.text(payload);
        byte[] taken = frames.take();
        assertThat(taken).hasSize(header + length);
        assertThat(read(taken)).isEqualTo(List.of(new Frame(TEXT, ByteBuffer.wrap(payload))));
    }

    @Test
    void aSmallFrameIsThatOfTheSpecification() {
        frames.text(WireText.bytes("Hel"), WireText.bytes("lo"));
        assertThat(frames.take()).containsExactly(0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f);
    }

    @Property
    void framesFollowEachOther(@ForAll @Size(max = 6) List<@IntRange(max = 70_000) Integer> lengths) {
        List<Frame> expected = new ArrayList<>();
        for (int length : lengths) {
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) length);
            int half = length / 2;
            boolean binary = length % 2 == 0;
            byte[][] parts = {Arrays.copyOf(payload, half), Arrays.copyOfRange(payload, half, length)};
            if (binary) {
                frames.binary(parts);
            } else {
                frames.text(parts);
            }
            expected.add(new Frame(binary ? BINARY : TEXT, ByteBuffer.wrap(payload)));
        }
        assertThat(read(frames.take())).isEqualTo(expected);
        assertThat(frames.take()).isEmpty();
    }

    private static List<Frame> read(byte[] bytes) {
        List<Frame> read = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            int first = in.get() & 0xFF;
            int second = in.get() & 0xFF;
            long length = second == 126 ? in.getShort() & 0xFFFF : second == 127 ? in.getLong() : second;
            byte[] payload = new byte[(int) length];
            in.get(payload);
            read.add(new Frame(first, ByteBuffer.wrap(payload)));
        }
        return read;
    }

    private record Frame(int first, ByteBuffer payload) {}
}
