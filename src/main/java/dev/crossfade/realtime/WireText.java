package dev.crossfade.realtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * JSON of clients, read strictly and within bounds, and JSON and text for them. Used by any thread.
 *
 * <p>Names of members are not remembered, since they are the clients' choice; numbers keep every digit. Half a surrogate
 * pair, which UTF-8 has no bytes for, is written as {@code ?}.
 */
final class WireText {
    static final int DEEPEST = 64;
    static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private WireText() {}

    /** The JSON value of that text. */
    static JsonNode read(String json) throws MalformedFrameException {
        try {
            JsonNode value = MAPPER.readTree(json);
            ClientMessage.check(!value.isMissingNode(), "JSON was expected");
            return value;
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new MalformedFrameException("not well-formed JSON, or nested deeper than " + DEEPEST);
        }
    }

    /** The text of these bytes, which have to be UTF-8. */
    static String decode(byte[] bytes, int from, int length) throws MalformedFrameException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedFrameException("not well-formed UTF-8");
        }
    }

    static byte[] bytes(JsonNode value) {
        return bytes(value.toString());
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The text as a JSON string, with its quotation marks. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString();
    }
}
