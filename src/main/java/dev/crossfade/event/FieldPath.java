package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;

/** Tells where in a document a parser is, as a dotted path: {@code data.list.3}. */
final class FieldPath {
    private static final int MAX_LENGTH = 256;

    private FieldPath() {}

    /** The path of the parser's current token; empty at the root, and cut at 256 characters. */
    static String of(JsonParser parser) {
        JsonStreamContext context = parser.getParsingContext();
        boolean opensContext = parser.currentToken().isStructStart();
        StringBuilder path = new StringBuilder();
        append(opensContext ? context.getParent() : context, path);
        if (path.length() > MAX_LENGTH) {
            path.setLength(MAX_LENGTH);
        }
        return StorableText.repaired(path.toString());
    }

    private static void append(JsonStreamContext context, StringBuilder path) {
        if (context == null || context.inRoot() || path.length() > MAX_LENGTH) {
            return;
        }
        append(context.getParent(), path);
        if (path.length() > 0) {
            path.append('.');
        }
        if (context.inArray()) {
            path.append(context.getCurrentIndex());
        } else {
            path.append(context.getCurrentName());
        }
    }
}
