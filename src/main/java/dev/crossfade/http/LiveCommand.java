package dev.crossfade.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command that a live client sent.
 *
 * @param name of the command
 * @param id what the answer carries back; a string, a number or null
 * @param arguments every other member as text, a list of texts where it was an array
 * @param events the bytes of what is to be published, untouched: the intake alone reads them
 */
record LiveCommand(String name, Object id, Map<String, List<String>> arguments, Optional<byte[]> events) {
    /** No command knows as many. */
    private static final int MAX_ARGUMENTS = 50;

    /** In one list; a subscription is kept for as long as its client is there. */
    private static final int MAX_VALUES = 100;

    /** Characters of one value, as many as an event type or a source may have. */
    private static final int MAX_LENGTH = 128;

    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    /**
     * @throws InvalidCommandException where the text is no command; its message is for the client
     */
    static LiveCommand read(String text) throws InvalidCommandException {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = MAPPER.createParser(json)) {
            return read(parser, json);
        } catch (IOException notJson) {
            throw new InvalidCommandException("a command is one JSON object");
        }
    }

    private static LiveCommand read(JsonParser parser, byte[] json) throws IOException, InvalidCommandException {
        String name = null;
        Object id = null;
        byte[] events = null;
        Map<String, List<String>> arguments = new HashMap<>();
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new InvalidCommandException("a command is one JSON object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            parser.nextToken();
            switch (field) {
                case "command" -> name = text(parser);
                case "id" -> id = id(parser);
                case "event", "events" -> events = slice(parser, json);
                default -> arguments.put(field, values(parser, field));
            }
            if (arguments.size() > MAX_ARGUMENTS) {
                throw new InvalidCommandException("a command has more than " + MAX_ARGUMENTS + " arguments");
            }
        }
        if (name == null) {
            throw new InvalidCommandException("command must name what to do");
        }
        return new LiveCommand(name, id, arguments, Optional.ofNullable(events));
    }

    private static String text(JsonParser parser) throws IOException {
        return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : null;
    }

    private static Object id(JsonParser parser) throws IOException, InvalidCommandException {
        return switch (parser.currentToken()) {
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_NULL -> null;
            default -> throw new InvalidCommandException("id must be a string or a number");
        };
    }

    private static byte[] slice(JsonParser parser, byte[] json) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(json, from, (int) parser.currentLocation().getByteOffset());
    }

    private static List<String> values(JsonParser parser, String field) throws IOException, InvalidCommandException {
        List<String> values = texts(parser, field);
        if (values.stream().anyMatch(value -> value.length() > MAX_LENGTH)) {
            throw new InvalidCommandException(field + " has a value of more than " + MAX_LENGTH + " characters");
        }
        return values;
    }

    private static List<String> texts(JsonParser parser, String field) throws IOException, InvalidCommandException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        if (parser.currentToken().isScalarValue()) {
            return List.of(parser.getText());
        }
        List<String> values = new ArrayList<>();
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (!parser.currentToken().isScalarValue()) {
                    throw new InvalidCommandException(field + " must be a list of texts");
                }
                values.add(parser.getText());
                if (values.size() > MAX_VALUES) {
                    throw new InvalidCommandException(field + " has more than " + MAX_VALUES + " values");
                }
            }
            return values;
        }
        throw new InvalidCommandException(field + " must be a text or a list of texts");
    }
}
