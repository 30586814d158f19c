package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** What {@code metadata.validation} says of an event that was kept in spite of its flaws. */
public final class FlawNotes {
    /** The member of metadata. */
    static final String MEMBER = "validation";

    private FlawNotes() {}

    /**
     * How many flaws there are.
     *
     * @param metadata of an event whose verdict is {@link Verdict#FLAWED}
     */
    public static int count(String metadata) {
        try (JsonParser parser = StrictJson.parser(metadata)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals(MEMBER) && value == JsonToken.START_ARRAY) {
                    return elements(parser);
                }
                parser.skipChildren();
            }
            return 0;
        } catch (IOException notJson) {
            throw new IllegalArgumentException("no metadata", notJson);
        }
    }

    private static int elements(JsonParser parser) throws IOException {
        int elements = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
            elements++;
        }
        return elements;
    }
}
