package dev.crossfade.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
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
 * with the code here: Node's own number printing, sorting and SHA-256, and a bitwise CRC-32.
 */
final class ChecksumTest {
    @ParameterizedTest
    @MethodSource("vectors")
    void agreesWithThePublishedVectors(JsonNode vector) {
        assertThat(Checksum.of(event(vector, vector.get("data").textValue(), ChecksumAlgorithm.CRC32)))
                .isEqualTo(vector.get("crc32").textValue());
        assertThat(Checksum.of(event(vector, vector.get("data").textValue(), ChecksumAlgorithm.SHA256)))
                .isEqualTo(vector.get("sha256").textValue());
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
                algorithm);
    }
}
