package dev.crossfade.bus;

import dev.crossfade.rest.RestError;
import java.util.OptionalLong;

/** What the database says to a PostgREST client's query. */
public sealed interface RestAnswer {
    /**
     * The rows.
     *
     * @param json an array
     * @param rows its elements
     * @param total how many there are without limit and offset, where that was asked
     */
    record Rows(String json, long rows, OptionalLong total) implements RestAnswer {}

    /** The query cannot be answered as it is: a value that is none of its column's type, or too much work. */
    record Refused(RestError error) implements RestAnswer {}
}
