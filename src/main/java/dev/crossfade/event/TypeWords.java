package dev.crossfade.event;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Splits an event type into its words, in lower case.
 *
 * <p>Words end at case changes, digits, {@code _ . - /} and blanks. A row of capitals is one word, and its last capital
 * begins the next word when a small letter follows: {@code HTTPError} is "http", "error"; {@code errorCount} is "error",
 * "count".
 */
final class TypeWords {
    private TypeWords() {}

    static Set<String> of(String eventType) {
        Set<String> words = new HashSet<>();
        int start = 0;
        for (int i = 0; i <= eventType.length(); i++) {
            boolean separator = i == eventType.length() || isSeparator(eventType.charAt(i));
            if (separator || (i > start && changesCase(eventType, i))) {
                if (i > start) {
                    words.add(eventType.substring(start, i).toLowerCase(Locale.ROOT));
                }
                start = separator ? i + 1 : i;
            }
        }
        return words;
    }

    private static boolean isSeparator(char c) {
        return "_.-/".indexOf(c) >= 0 || Character.isDigit(c) || Character.isWhitespace(c);
    }

    private static boolean changesCase(String text, int at) {
        if (!Character.isUpperCase(text.charAt(at))) {
            return false;
        }
        boolean afterCapital = Character.isUpperCase(text.charAt(at - 1));
        boolean beforeSmall = at + 1 < text.length() && Character.isLowerCase(text.charAt(at + 1));
        return !afterCapital || beforeSmall;
    }
}
