package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import dev.crossfade.event.CanonicalJson.MemberListener;
import dev.crossfade.event.CanonicalJson.Numbers;
import java.io.IOException;

/** The form in which {@code data} and {@code metadata} are delivered, made again from what a database gives back. */
public final class DeliveredText {
    /** What metadata is as a rule. */
    private static final String EMPTY = "{}";

    private DeliveredText() {}

    /**
     * RFC 8785 form, but for numbers that a double cannot hold, which stay as they are: the same text that live clients
     * were sent.
     *
     * @param json JSON text in any form; one that no event may hold, put there by somebody else, comes back unchanged
     */
    public static String of(String json) {
        if (json.equals(EMPTY)) {
            return json;
        }
        CanonicalJson canonical = new CanonicalJson(StrictJson.MAX_DEPTH, Integer.MAX_VALUE);
        try {
            String text = text(canonical, json, Numbers.CANONICAL);
            return canonical.exact() ? text : text(canonical, json, Numbers.AS_SENT);
        } catch (IOException | MalformedEventException notOurs) {
            return json;
        }
    }

    private static String text(CanonicalJson canonical, String json, Numbers numbers)
            throws IOException, MalformedEventException {
        try (JsonParser parser = StrictJson.parser(json)) {
            parser.nextToken();
            return canonical.text(parser, numbers, 0, MemberListener.NONE);
        }
    }
}
