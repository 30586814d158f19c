package dev.crossfade.realtime;

import java.util.Arrays;

/**
 * A pattern of SQL's LIKE: {@code %} is any text, {@code _} any character, a backslash takes away their meaning. It goes
 * back to the last {@code %} only, which is enough, and gives up after a fixed number of steps. Immutable.
 */
final class LikePattern {
    static final int LONGEST = 1024;
    /** About a millisecond, and enough to find a word in the longest event. */
    static final int MOST_STEPS = 300_000;

    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    private final int[] pattern;
    private final boolean ignoreCase;

    private LikePattern(int[] pattern, boolean ignoreCase) {
        this.pattern = pattern;
        this.ignoreCase = ignoreCase;
    }

    static LikePattern of(String text, boolean ignoreCase) throws InvalidFilterException {
        if (text.length() > LONGEST) {
            throw new InvalidFilterException("a pattern has more than " + LONGEST + " characters");
        }
        int[] characters = text.codePoints().toArray();
        int[] pattern = new int[characters.length];
        int length = 0;
        for (int i = 0; i < characters.length; i++) {
            int c = characters[i];
            if (c == '\\') {
                if (++i == characters.length) {
                    throw new InvalidFilterException("LIKE pattern must not end with escape character");
                }
                pattern[length++] = folded(characters[i], ignoreCase);
            } else {
                pattern[length++] = c == '%' ? ANY_TEXT : c == '_' ? ANY_CHARACTER : folded(c, ignoreCase);
            }
        }
        return new LikePattern(Arrays.copyOf(pattern, length), ignoreCase);
    }

    /** Whether the whole text is like it; unknown where that takes too many steps. */
    Truth matches(String text) {
        int inPattern = 0;
        int inText = 0;
        int afterAny = -1;
        int retry = 0;
        for (int steps = 0; inText < text.length(); steps++) {
            if (steps == MOST_STEPS) {
                return Truth.UNKNOWN;
            }
            int c = text.codePointAt(inText);
            if (inPattern < pattern.length && pattern[inPattern] == ANY_TEXT) {
                afterAny = ++inPattern;
                retry = inText;
            } else if (inPattern < pattern.length && fits(pattern[inPattern], c)) {
                inPattern++;
                inText += Character.charCount(c);
            } else if (afterAny >= 0) {
                inPattern = afterAny;
                retry += Character.charCount(text.codePointAt(retry));
                inText = retry;
            } else {
                return Truth.NO;
            }
        }
        while (inPattern < pattern.length && pattern[inPattern] == ANY_TEXT) {
            inPattern++;
        }
        return Truth.of(inPattern == pattern.length);
    }

    private boolean fits(int wanted, int c) {
        return wanted == ANY_CHARACTER || wanted == folded(c, ignoreCase);
    }

    private static int folded(int c, boolean ignoreCase) {
        return ignoreCase ? Character.toLowerCase(Character.toUpperCase(c)) : c;
    }
}
