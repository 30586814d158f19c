package dev.crossfade.persistence;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/**
 * The texts of a dead letter in a form that no database refuses, whatever its encoding: printable ASCII, and JSON that
 * is well-formed.
 */
final class DeadLetterText {
    /** Deeper JSON is kept as a string, before it exhausts a server's stack. An event is far less deep. */
    private static final int MAX_DEPTH = 1000;

    private static final JsonFactory STRICT = strict();
    private static final int LAST_ASCII = 0x7e;

    private DeadLetterText() {}

    /**
     * JSON that means the same as this text; where it is no JSON, a JSON string that holds it.
     *
     * <p>Characters beyond ASCII stand only inside the strings of a JSON text, where each may be written as an escape.
     */
    static String json(String text) {
        if (isJson(text)) {
            return escaped(text, new StringBuilder(text.length() + 16), false).toString();
        }
        StringBuilder string = new StringBuilder(text.length() + 16).append('"');
        return escaped(text, string, true).append('"').toString();
    }

    /** Text for people: characters that may not be printed everywhere are written as escapes, line breaks as blanks. */
    static String plain(String text) {
        return escaped(text.replace('\n', ' ').replace('\r', ' ').replace('\t', ' '), new StringBuilder(), false)
                .toString();
    }

    /**
     * @param quoting whether this is to stand in a JSON string and does not yet
     */
    private static StringBuilder escaped(String text, StringBuilder out, boolean quoting) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoting && (c == '"' || c == '\\')) {
                out.append('\\').append(c);
            } else if (c > LAST_ASCII || (c < ' ' && (quoting || !isBlank(c)))) {
                escape(c, out);
            } else {
                out.append(c);
            }
        }
        return out;
    }

    private static void escape(char c, StringBuilder out) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(Character.forDigit((c >> shift) & 0xf, 16));
        }
    }

    /** Between the tokens of a JSON text. */
    private static boolean isBlank(char c) {
        return c == '\n' || c == '\r' || c == '\t';
    }

    private static boolean isJson(String text) {
        try (JsonParser parser = STRICT.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    /** Its lengths are bounded by what an event may have. */
    private static JsonFactory strict() {
        JsonFactoryBuilder builder = new JsonFactoryBuilder();
        builder.disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES);
        builder.disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION);
        builder.streamReadConstraints(StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build());
        return builder.build();
    }
}
