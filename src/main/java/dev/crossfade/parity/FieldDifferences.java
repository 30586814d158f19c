package dev.crossfade.parity;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.crossfade.bus.Mismatch.Difference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says which values of two JSON objects differ. Bounded: the first differences, of the first values, cut where long. */
final class FieldDifferences {
    static final int MOST = 50;
    private static final int MOST_VALUES = 10_000;
    private static final int MOST_LETTERS = 200;
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, false)
            .build();

    private final Map<String, String> values = new TreeMap<>();

    private FieldDifferences() {}

    /**
     * Compares them, value by value.
     *
     * @param exempt paths that are not compared
     * @throws IOException where one of them is no JSON
     */
    static List<Difference> between(byte[] sent, byte[] received, Set<String> exempt) throws IOException {
        Map<String, String> before = values(sent);
        Map<String, String> after = values(received);
        Set<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        paths.removeAll(exempt);
        List<Difference> differences = new ArrayList<>();
        for (String path : paths) {
            Optional<String> was = Optional.ofNullable(before.get(path));
            Optional<String> is = Optional.ofNullable(after.get(path));
            if (differences.size() < MOST && !was.equals(is)) {
                differences.add(
                        new Difference(cut(path), was.map(FieldDifferences::cut), is.map(FieldDifferences::cut)));
            }
        }
        return differences;
    }

    private static String cut(String text) {
        return text.length() <= MOST_LETTERS ? text : text.substring(0, MOST_LETTERS) + "…";
    }

    private static Map<String, String> values(byte[] json) throws IOException {
        FieldDifferences read = new FieldDifferences();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a JSON object was expected");
            }
            read.object(parser, "");
        }
        return read.values;
    }

    private void object(JsonParser parser, String path) throws IOException {
        boolean empty = true;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            value(parser, path.isEmpty() ? name : path + "." + name);
            empty = false;
        }
        put(path, empty && !path.isEmpty(), "{}");
    }

    private void array(JsonParser parser, String path) throws IOException {
        int index = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value(parser, path + "[" + index + "]");
            index++;
        }
        put(path, index == 0, "[]");
    }

    private void value(JsonParser parser, String path) throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, path);
            case START_ARRAY -> array(parser, path);
            case VALUE_STRING -> put(path, true, quoted(parser.getText()));
            default -> put(path, true, parser.getText());
        }
    }

    private void put(String path, boolean isValue, String value) {
        if (isValue && values.size() < MOST_VALUES) {
            values.put(path, value);
        }
    }

    private static String quoted(String text) {
        return '"' + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }
}
