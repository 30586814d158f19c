package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds checksums to the published vectors.
 *
 * <p>{@code checksum-vectors.json} was printed by {@code checksum-vectors.mjs}, which stands beside it and shares nothing
 * with the code here: Node's own number printing, sorting, SHA-256 and HMAC, and a bitwise CRC-32.
 */
final class ChecksumTest {
    @ParameterizedTest
    @MethodSource("vectors")
    void agreesWithThePublishedVectors(JsonNode vector) {
        assertThat(Checksum.of(event(vector, vector.get("data").textValue(), ChecksumAlgorithm.CRC32)))
                .isEqualTo(vector.get("crc32").textValue());
        assertThat(Checksum.of(event(vector, vector.get("data").textValue(), ChecksumAlgorithm.SHA256)))
                .isEqualTo(vector.get("sha256").textValue());
        assertThat(Checksum.of(
                        event(vector, vector.get("data").textValue(), ChecksumAlgorithm.HMAC_SHA256), keys(vector)))
                .isEqualTo(vector.get("hmac-sha256").textValue());
    }

    @Test
    void oneInstanceSignsWithOneKeyAfterAnother() throws IOException {
        EventJson codec = new EventJson();
        for (int round = 0; round < 2; round++) {
            for (JsonNode vector : vectors().toList()) {
                MonitoringEvent event = event(vector, vector.get("data").textValue(), ChecksumAlgorithm.HMAC_SHA256);

                SealedEvent sealed = codec.seal(draft(event, keys(vector)), "node", event.sequenceId());

                assertThat(sealed.event().checksum())
                        .isEqualTo(vector.get("hmac-sha256").textValue());
                assertThat(sealed.event().checksumKeyId()).isEqualTo(event.checksumKeyId());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void cannotSayAnythingWithoutTheKey(JsonNode vector) {
        MonitoringEvent event = event(vector, "{}", ChecksumAlgorithm.HMAC_SHA256);

        assertThatThrownBy(() -> Checksum.of(event)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void doesNotCareForTheFormOfTheDataText(JsonNode vector) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        JsonNode canonical = mapper.readTree(vector.get("canonical").textValue());
        String pretty = canonical.get("data").toPrettyString();

        assertThat(Checksum.of(event(vector, pretty, ChecksumAlgorithm.CRC32)))
                .isEqualTo(vector.get("crc32").textValue());
    }

    @Test
    void publishesEnoughVectors() throws IOException {
        assertThat(vectors()).hasSizeGreaterThanOrEqualTo(8);
    }

    static Stream<JsonNode> vectors() throws IOException {
        try (InputStream file = ChecksumTest.class.getResourceAsStream("/checksum-vectors.json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(file).spliterator(), false);
        }
    }

    private static MonitoringEvent event(JsonNode vector, String data, ChecksumAlgorithm algorithm) {
        Instant timestamp = Instant.parse(vector.get("timestamp").textValue());
        return new MonitoringEvent(
                new UUID(1, 2),
                vector.get("event_type").textValue(),
                Category.of(vector.get("category").textValue()).orElseThrow(),
                timestamp,
                timestamp,
                vector.get("source").textValue(),
                data,
                "{}",
                "node",
                vector.get("sequence_id").longValue(),
                OptionalLong.empty(),
                Route.DUAL,
                1,
                "",
                algorithm,
                algorithm.isKeyed() ? Optional.of(vector.get("hmac_key_id").textValue()) : Optional.empty());
    }

    private static HmacKeys keys(JsonNode vector) {
        return new HmacKeys(List.of(
                new HmacKey("other", "of no use to anybody"),
                new HmacKey(
                        vector.get("hmac_key_id").textValue(),
                        vector.get("hmac_secret").textValue())));
    }

    private static EventDraft draft(MonitoringEvent event, HmacKeys keys) throws IOException {
        JsonNode data = new ObjectMapper().readTree(event.data());
        return new EventDraft(
                event.id(),
                true,
                event.eventType(),
                event.category(),
                event.timestamp(),
                event.receivedAt(),
                event.source(),
                canonical(event),
                data.toString(),
                "{}",
                event.route(),
                1,
                true,
                ChecksumAlgorithm.HMAC_SHA256,
                event.checksumKeyId().flatMap(keys::of),
                Verdict.PASSED);
    }

    private static String canonical(MonitoringEvent event) {
        return new ReadBack().data(event.data()).canonical().orElseThrow();
    }
}
