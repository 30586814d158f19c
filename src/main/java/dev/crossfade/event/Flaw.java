package dev.crossfade.event;

import java.util.Optional;

/**
 * One validation rule that an event breaks.
 *
 * @param field name of the member
 * @param message what was expected
 * @param sent what was sent instead, where the event as it is kept does not show it any more; at most 256 characters
 */
public record Flaw(String field, String message, Optional<String> sent) {
    static final int MAX_SENT = 256;

    static Flaw of(String field, String message) {
        return new Flaw(field, message, Optional.empty());
    }

    static Flaw of(String field, String message, String sent) {
        return new Flaw(field, message, Optional.of(shortened(sent)));
    }

    private static String shortened(String text) {
        if (text.length() <= MAX_SENT) {
            return text;
        }
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_SENT - 1));
        return text.substring(0, splitsPair ? MAX_SENT - 1 : MAX_SENT);
    }
}
