package dev.crossfade.rest;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/** An answer as CSV with a header line; null is an empty cell, and what is no plain value is JSON. */
public final class CsvText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private CsvText() {}

    /**
     * The whole text; no line ends behind the last.
     *
     * @param names of the columns
     * @param rows a JSON array of objects
     */
    public static String of(List<String> names, String rows) {
        StringBuilder csv = new StringBuilder(line(names));
        try {
            for (JsonNode row : JSON.readTree(rows)) {
                csv.append('\n')
                        .append(line(
                                names.stream().map(name -> cell(row.path(name))).toList()));
            }
        } catch (IOException impossible) {
            throw new IllegalArgumentException("a JSON array was expected", impossible);
        }
        return csv.toString();
    }

    private static String cell(JsonNode value) {
        if (value.isNull() || value.isMissingNode()) {
            return "";
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }

    private static String line(List<String> cells) {
        return cells.stream().map(CsvText::quoted).collect(Collectors.joining(","));
    }

    private static String quoted(String cell) {
        boolean plain = cell.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }
}
