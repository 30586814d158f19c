package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.crossfade.event.CanonicalJson.MemberListener;
import dev.crossfade.event.CanonicalJson.Numbers;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The members of a JSON object that was read already, to put some more in. Values are JSON text, kept as they stand. */
final class ObjectText {
    /** Text that was read already may be nested deeper by what it was put into. */
    private static final int MAX_LEVEL = StrictJson.MAX_DEPTH;

    private final Map<String, String> members = new TreeMap<>();

    private ObjectText() {}

    /** The members of that object. */
    static ObjectText of(String json) {
        ObjectText object = new ObjectText();
        CanonicalJson canonical = new CanonicalJson(MAX_LEVEL, Integer.MAX_VALUE);
        try (JsonParser parser = StrictJson.FACTORY.createParser(json)) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                object.put(name, canonical.text(parser, Numbers.AS_SENT, 0, MemberListener.NONE));
            }
        } catch (IOException | MalformedEventException e) {
            throw new IllegalArgumentException("no JSON object", e);
        }
        return object;
    }

    /** An object that holds this JSON under {@code value}. */
    static String wrapping(String json) {
        return "{\"value\":" + json + "}";
    }

    ObjectText put(String name, String json) {
        members.put(name, json);
        return this;
    }

    /** Puts members into the object under {@code name}; what is there and no object is kept, wrapped. */
    ObjectText merge(String name, Map<String, String> added) {
        String there = Optional.ofNullable(members.get(name)).orElse("{}");
        ObjectText inner = of(isObject(there) ? there : wrapping(there));
        inner.members.putAll(added);
        return put(name, inner.json());
    }

    String json() {
        JsonBytes out = new JsonBytes();
        out.ascii('{');
        members.forEach((name, value) -> {
            if (out.length() > 1) {
                out.ascii(',');
            }
            out.string(name);
            out.ascii(':');
            out.text(value);
        });
        out.ascii('}');
        return out.text();
    }

    private static boolean isObject(String json) {
        return json.charAt(0) == JsonToken.START_OBJECT.asCharArray()[0];
    }
}
