package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SealedTextTest {

    @ParameterizedTest
    @EnumSource(Route.class)
    void readsWhatWasSealedWithoutTheParser(Route route) {
        byte[] json = sealed("type", "{\"a\":{\"b\":\"}{\\\"\",\"c\":[1,{}]},\"ü\":null}", route)
                .json();
        assertThat(SealedText.read(json)).contains(EventJson.parse(json));
    }

    @Test
    void leavesTextsWithAnEscapeToTheParser() {
        SealedEvent sealed = sealed("a \"quoted\" type", "{}", Route.DUAL);
        assertThat(SealedText.read(sealed.json())).isEmpty();
        assertThat(new EventJson().decode(sealed.json())).isEqualTo(sealed.event());
    }

    @Test
    void leavesAnyOtherFormToTheParser() {
        String json = new String(sealed("type", "{}", Route.DUAL).json(), StandardCharsets.UTF_8);
        assertThat(SealedText.read(bytes(json.replace("\":", "\" :")))).isEmpty();
        assertThat(SealedText.read(bytes(json.replace("null", "17")))).isEmpty();
        assertThat(SealedText.read(bytes(json + " "))).isEmpty();
        assertThat(SealedText.read(bytes(json.replace("\"config_version\":42,", ""))))
                .isEmpty();
        assertThat(SealedText.read(bytes(json.replace("[\"websocket\"", "[\"websocket\",\"other\""))))
                .isEmpty();
    }

    @Property
    void cutShortItGivesNothingAndNeverThrows(@ForAll @IntRange(max = 400) int length) {
        byte[] json = sealed("type", "{\"a\":\"\\\\\"}", Route.WEBSOCKET).json();
        byte[] cut = Arrays.copyOf(json, Math.min(length, json.length - 1));
        assertThat(SealedText.read(cut)).isEmpty();
    }

    @Property
    void withAnyByteChangedItDoesNotThrow(@ForAll @IntRange(max = 400) int place, @ForAll byte to) {
        byte[] json = sealed("type", "{\"a\":[\"\\\"\"]}", Route.WEBSOCKET).json();
        json[place % json.length] = to;
        assertThatCode(() -> SealedText.read(json)).doesNotThrowAnyException();
    }

    @Test
    void theIdIsReadFromTheFirstBytesAlone() {
        byte[] json = sealed("a", "{}", Route.DUAL).json();
        EventJson codec = new EventJson();
        assertThat(codec.id(Arrays.copyOf(json, EventCodec.ID_WITHIN))).contains(new UUID(1, 2));
        assertThat(codec.id(Arrays.copyOf(json, 20))).isEmpty();
        assertThat(codec.id("{\"id\":7}".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    @Test
    void readsTheNameOfTheKeyOfASignedOneWithoutTheParser() {
        SealedEvent sealed = sealed(ChecksumAlgorithm.HMAC_SHA256, Optional.of(new HmacKey("k.1", "geheim")));

        assertThat(sealed.event().checksumKeyId()).contains("k.1");
        assertThat(new String(sealed.json(), StandardCharsets.UTF_8))
                .endsWith(",\"checksum_algorithm\":\"hmac-sha256\",\"checksum_key_id\":\"k.1\"}")
                .doesNotContain("geheim");
        assertThat(SealedText.read(sealed.json())).contains(sealed.event()).contains(EventJson.parse(sealed.json()));
    }

    private static SealedEvent sealed(String eventType, String data, Route route) {
        return sealed(eventType, data, route, ChecksumAlgorithm.CRC32, Optional.empty());
    }

    private static SealedEvent sealed(ChecksumAlgorithm algorithm, Optional<HmacKey> key) {
        return sealed("type", "{}", Route.DUAL, algorithm, key);
    }

    private static SealedEvent sealed(
            String eventType, String data, Route route, ChecksumAlgorithm algorithm, Optional<HmacKey> key) {
        Instant time = Instant.parse("2026-11-21T06:00:00.123456Z");
        EventDraft draft = new EventDraft(
                new UUID(1, 2),
                false,
                eventType,
                Category.CRITICAL,
                time,
                time,
                "source",
                data,
                data,
                "{}",
                route,
                42,
                true,
                algorithm,
                key,
                Verdict.PASSED);
        return new EventJson().seal(draft, "node00000000", 42);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
