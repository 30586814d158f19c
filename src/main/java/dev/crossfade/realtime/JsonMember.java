package dev.crossfade.realtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Optional;

/** Looks into the JSON objects of stored events, which were read and bounded before. */
final class JsonMember {
    /** An event may be wrapped in what the daemon put around it. Numbers of some thousand digits are not worth their time. */
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2 * WireText.DEEPEST)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(FACTORY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonMember() {}

    /** The value as a tree; empty where it cannot be read. */
    static Optional<JsonNode> value(String json) {
        try {
            return Optional.of(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** A member as text, objects and lists as their JSON; empty where it is not there, null, or cannot be read. */
    static Optional<String> text(String json, String member) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                if (name.equals(member)) {
                    return token == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(text(parser, json));
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String text(JsonParser parser, String json) throws IOException {
        if (!parser.currentToken().isStructStart()) {
            return parser.getText();
        }
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        return json.substring(from, (int) parser.currentLocation().getCharOffset());
    }
}
