package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Gathers {@link DataFacts} while {@code data} is read. */
final class FactsCollector implements CanonicalJson.MemberListener {
    private String level = "";
    private String severity = "";
    private String status = "";
    private boolean error;
    private boolean exception;
    private boolean metrics;
    private boolean performance;

    @Override
    public void member(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "level" -> level = text(parser);
            case "severity" -> severity = text(parser);
            case "status" -> status = text(parser);
            case "error" -> error = isPresent(parser);
            case "exception" -> exception = isPresent(parser);
            case "metrics" -> metrics = isPresent(parser);
            case "performance" -> performance = isPresent(parser);
            default -> {}
        }
    }

    DataFacts facts() {
        return new DataFacts(level, severity, status, error || exception, metrics || performance);
    }

    private static String text(JsonParser parser) throws IOException {
        return parser.hasToken(JsonToken.VALUE_STRING) ? parser.getText() : "";
    }

    private static boolean isPresent(JsonParser parser) {
        return !parser.hasToken(JsonToken.VALUE_NULL);
    }
}
