package dev.crossfade.http;

import dev.crossfade.rest.CsvText;
import dev.crossfade.rest.RestError;
import java.util.List;
import java.util.Locale;

/** How a PostgREST client takes its rows. */
enum RestMedia {
    /** All of them in an array. */
    ARRAY("application/json; charset=utf-8") {
        @Override
        String body(List<String> names, String rows) {
            return rows;
        }
    },

    /** The only one. */
    OBJECT("application/vnd.pgrst.object+json; charset=utf-8") {
        @Override
        String body(List<String> names, String rows) {
            return rows.substring(1, rows.length() - 1);
        }
    },

    /** A line each. */
    CSV("text/csv; charset=utf-8") {
        @Override
        String body(List<String> names, String rows) {
            return CsvText.of(names, rows);
        }
    };

    private final String contentType;

    RestMedia(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /**
     * What the rows look like.
     *
     * @param names of their members
     * @param rows a JSON array; of exactly one element where that is asked for
     */
    abstract String body(List<String> names, String rows);

    /**
     * The first of the types that a client takes.
     *
     * @param accept the header; null takes anything
     * @throws RestError where there is none of them
     */
    static RestMedia of(String accept) {
        if (accept == null || accept.isBlank()) {
            return ARRAY;
        }
        for (String range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            String media = range.split(";", 2)[0].strip();
            switch (media) {
                case "*/*", "application/*", "application/json", "application/vnd.pgrst.array+json" -> {
                    return ARRAY;
                }
                case "application/vnd.pgrst.object+json", "application/vnd.pgrst.object" -> {
                    return OBJECT;
                }
                case "text/csv" -> {
                    return CSV;
                }
                default -> {}
            }
        }
        throw RestError.unknownMedia(accept);
    }
}
