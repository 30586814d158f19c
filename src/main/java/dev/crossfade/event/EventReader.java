package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.crossfade.event.CanonicalJson.Numbers;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads one event from its JSON and refuses what is malformed. One instance belongs to one thread. */
public final class EventReader {
    /** Deepest nesting of an event; the event object itself is level 1. */
    public static final int MAX_LEVEL = 64;

    /** Most characters of a number. */
    public static final int MAX_NUMBER_LENGTH = 1000;

    private static final String TOO_DEEP = "nesting may be at most " + MAX_LEVEL + " levels deep";

    private final int maxEventBytes;
    private final CanonicalJson json = new CanonicalJson(MAX_LEVEL, MAX_NUMBER_LENGTH);

    /**
     * A reader of events up to a size.
     *
     * @param maxEventBytes most bytes of one event's JSON
     */
    public EventReader(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * Reads the event that fills the bytes from {@code from} up to {@code to}.
     *
     * @throws MalformedEventException where there is none, or one that is always refused. When the JSON is not well
     *     formed that is what is said, whatever else is wrong.
     */
    public ReadEvent read(byte[] bytes, int from, int to) throws MalformedEventException {
        if (to - from > maxEventBytes) {
            throw malformed("an event may have at most " + maxEventBytes + " bytes");
        }
        if (!Utf8.isText(bytes, from, to)) {
            throw syntax("JSON in UTF-8 was expected");
        }
        EventFields canonical = fields(bytes, from, to, Numbers.CANONICAL);
        EventFields asSent = canonical.exact() ? canonical : fields(bytes, from, to, Numbers.AS_SENT);
        return FieldRules.event(canonical, asSent);
    }

    private EventFields fields(byte[] bytes, int from, int to, Numbers numbers) throws MalformedEventException {
        try (JsonParser parser = StrictJson.FACTORY.createParser(bytes, from, to - from)) {
            return fields(parser, numbers);
        } catch (StreamConstraintsException e) {
            throw malformed(TOO_DEEP);
        } catch (JsonProcessingException e) {
            throw syntax("not well-formed JSON at byte " + e.getLocation().getByteOffset());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private EventFields fields(JsonParser parser, Numbers numbers) throws IOException, MalformedEventException {
        try {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw syntax("a JSON object was expected, there is nothing");
            }
            if (first != JsonToken.START_OBJECT) {
                throw malformed("an event is a JSON object");
            }
            EventFields fields = new EventFields(json, numbers);
            fields.read(parser);
            requireEnd(parser);
            return fields;
        } catch (MalformedEventException e) {
            readToEnd(parser);
            throw e;
        }
    }

    /** Finds out whether the rest is well formed at least. */
    private static void readToEnd(JsonParser parser) throws IOException, MalformedEventException {
        while (!parser.getParsingContext().inRoot()) {
            parser.nextToken();
        }
        requireEnd(parser);
    }

    private static void requireEnd(JsonParser parser) throws IOException, MalformedEventException {
        if (parser.nextToken() != null) {
            throw syntax("one JSON object was expected, there is more after it");
        }
    }

    private static MalformedEventException malformed(String message) {
        return new MalformedEventException("", message, false);
    }

    private static MalformedEventException syntax(String message) {
        return new MalformedEventException("", message, true);
    }
}
