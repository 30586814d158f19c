package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class Utf8Test {
    @Property(tries = 20_000)
    void agreesWithTheStrictDecoder(@ForAll("mostlyBroken") byte[] bytes) {
        assertThat(Utf8.isText(bytes, 0, bytes.length)).isEqualTo(decodes(bytes));
    }

    @Property
    void takesAnyStorableText(@ForAll("storable") String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(Utf8.isText(bytes, 0, bytes.length)).isTrue();
    }

    @Test
    void refusesNulAnywhere() {
        for (int at = 0; at < 20; at++) {
            byte[] bytes = "a".repeat(20).getBytes(StandardCharsets.UTF_8);
            bytes[at] = 0;
            assertThat(Utf8.isText(bytes, 0, 20)).isFalse();
        }
    }

    @Test
    void looksAtTheSliceAlone() {
        byte[] bytes = {0, 'a', (byte) 0xC3, (byte) 0xA4, 0};

        assertThat(Utf8.isText(bytes, 1, 4)).isTrue();
        assertThat(Utf8.isText(bytes, 1, 3)).isFalse();
    }

    @Provide
    Arbitrary<byte[]> mostlyBroken() {
        return Arbitraries.of(
                        0x61, 0x01, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF,
                        0xF0, 0xF1, 0xF4, 0xF5, 0xFF)
                .list()
                .ofMaxSize(12)
                .map(values -> {
                    byte[] bytes = new byte[values.size()];
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = values.get(i).byteValue();
                    }
                    return bytes;
                });
    }

    @Provide
    Arbitrary<String> storable() {
        return JsonTexts.storable();
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
