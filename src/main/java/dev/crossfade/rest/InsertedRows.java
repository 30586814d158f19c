package dev.crossfade.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Counts the rows of an insert's body before anything is done with them. */
public final class InsertedRows {
    private static final JsonFactory JSON = new JsonFactory();

    private InsertedRows() {}

    /**
     * One, or the elements of an array.
     *
     * @throws RestError where the body is no JSON
     */
    public static long count(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw RestError.body("the body is empty");
            }
            if (first != JsonToken.START_ARRAY) {
                return 1;
            }
            long rows = 0;
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                rows++;
                parser.skipChildren();
            }
            return rows;
        } catch (IOException broken) {
            throw RestError.body("the body is no valid JSON");
        }
    }
}
