package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.crossfade.event.CanonicalJson.MemberListener;
import dev.crossfade.event.CanonicalJson.Numbers;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The members of one event object, as they are found. A member that is null counts as not sent; of several with the
 * same name the last one counts.
 */
final class EventFields {
    /** The event object itself is level 1. */
    private static final int MEMBER_LEVEL = 2;

    private final CanonicalJson json;
    private final Numbers numbers;
    private boolean exact = true;

    Sent id = Sent.NOTHING;
    Sent eventType = Sent.NOTHING;
    Sent category = Sent.NOTHING;
    Sent timestamp = Sent.NOTHING;
    Sent source = Sent.NOTHING;
    Sent data = Sent.NOTHING;
    Sent metadata = Sent.NOTHING;
    Map<String, String> extra = Map.of();
    DataFacts facts = DataFacts.NONE;

    /** What kind of value a member has. */
    enum Kind {
        NOTHING,
        TEXT,
        OBJECT,
        OTHER
    }

    /**
     * A member's value.
     *
     * @param text of a text what it says; of anything else its JSON
     */
    record Sent(Kind kind, String text) {
        static final Sent NOTHING = new Sent(Kind.NOTHING, "");
    }

    EventFields(CanonicalJson json, Numbers numbers) {
        this.json = json;
        this.numbers = numbers;
    }

    /** Reads the members; the parser is at the object's start and is left at its end. */
    void read(JsonParser parser) throws IOException, MalformedEventException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken token = parser.nextToken();
            switch (name) {
                case "id" -> id = scalar(parser, token);
                case "event_type" -> eventType = scalar(parser, token);
                case "category" -> category = scalar(parser, token);
                case "timestamp" -> timestamp = scalar(parser, token);
                case "source" -> source = scalar(parser, token);
                case "data" -> data(parser, token);
                case "metadata" -> metadata = value(parser, token, MemberListener.NONE);
                // What the daemon gives an event. It is read like the rest, so that an export can be sent again.
                case "sequence_id",
                        "position",
                        "node",
                        "received_at",
                        "checksum",
                        "checksum_algorithm",
                        "checksum_key_id",
                        "adapters",
                        "config_version" -> value(parser, token, MemberListener.NONE);
                default -> extra(name, parser);
            }
        }
    }

    /** Whether a double holds each number that is kept. */
    boolean exact() {
        return exact;
    }

    private Sent scalar(JsonParser parser, JsonToken token) throws IOException, MalformedEventException {
        if (token != JsonToken.VALUE_STRING) {
            return value(parser, token, MemberListener.NONE);
        }
        String text = parser.getText();
        if (!StorableText.holds(text)) {
            throw new MalformedEventException(FieldPath.of(parser), StorableText.EXPECTATION, false);
        }
        return new Sent(Kind.TEXT, text);
    }

    private void data(JsonParser parser, JsonToken token) throws IOException, MalformedEventException {
        FactsCollector collector = new FactsCollector();
        data = value(parser, token, collector);
        facts = data.kind == Kind.OBJECT ? collector.facts() : DataFacts.NONE;
    }

    private Sent value(JsonParser parser, JsonToken token, MemberListener listener)
            throws IOException, MalformedEventException {
        String text = json.text(parser, numbers, MEMBER_LEVEL, listener);
        exact &= json.exact();
        return switch (token) {
            case VALUE_NULL -> Sent.NOTHING;
            case START_OBJECT -> new Sent(Kind.OBJECT, text);
            default -> new Sent(Kind.OTHER, text);
        };
    }

    private void extra(String name, JsonParser parser) throws IOException, MalformedEventException {
        if (!StorableText.holds(name)) {
            throw new MalformedEventException(FieldPath.of(parser), StorableText.EXPECTATION, false);
        }
        if (extra.isEmpty()) {
            extra = new TreeMap<>();
        }
        extra.put(name, json.text(parser, numbers, MEMBER_LEVEL, MemberListener.NONE));
        exact &= json.exact();
    }
}
