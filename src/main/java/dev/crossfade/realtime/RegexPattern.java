package dev.crossfade.realtime;

import com.google.re2j.Pattern;
import java.util.OptionalLong;

/**
 * A regular expression of a client, in the syntax of RE2: without back-references and look-around, which is what lets a
 * search take a time that is bounded by the expression's size times the text's length. Both are bounded. Immutable.
 */
final class RegexPattern {
    static final int LONGEST = 256;
    static final int LARGEST = 300;

    /** Most steps of a search, as size times length; about a millisecond. Longer texts are not searched. */
    static final int MOST_STEPS = 50_000;

    /**
     * Every counted repetition is written out before the size is known, nested ones many times over, so there is a bound
     * on what that could come to at worst.
     */
    private static final int MOST_WRITTEN_OUT = 20_000;

    private static final java.util.regex.Pattern COUNTED = java.util.regex.Pattern.compile("\\{(\\d+)(?:,(\\d*))?");
    private static final int MOST_DIGITS = 4;

    private final Pattern pattern;
    private final int longestText;

    private RegexPattern(Pattern pattern) {
        this.pattern = pattern;
        this.longestText = MOST_STEPS / Math.max(1, pattern.programSize());
    }

    static RegexPattern of(String text, boolean ignoreCase) throws InvalidFilterException {
        if (text.length() > LONGEST || writtenOut(text).isEmpty()) {
            throw new InvalidFilterException("the regular expression is too large");
        }
        int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
        Pattern pattern;
        try {
            pattern = Pattern.compile(text, flags);
        } catch (RuntimeException e) {
            // The library's own exception, or one of an index where it does not see that an expression ends too soon.
            throw new InvalidFilterException("invalid regular expression");
        }
        if (pattern.programSize() > LARGEST) {
            throw new InvalidFilterException("the regular expression is too large");
        }
        return new RegexPattern(pattern);
    }

    /** Whether it occurs in the text; unknown where the text is too long for it. */
    Truth find(CharSequence text) {
        return text.length() > longestText
                ? Truth.UNKNOWN
                : Truth.of(pattern.matcher(text).find());
    }

    /** The size that it comes to if all its repetitions are inside each other; empty where that is too much. */
    private static OptionalLong writtenOut(String text) {
        long size = Math.max(1, text.length());
        java.util.regex.Matcher counted = COUNTED.matcher(text);
        while (counted.find()) {
            String most = counted.group(2) == null || counted.group(2).isEmpty() ? counted.group(1) : counted.group(2);
            if (most.length() > MOST_DIGITS || counted.group(1).length() > MOST_DIGITS) {
                return OptionalLong.empty();
            }
            size *= 1 + Math.max(Integer.parseInt(most), Integer.parseInt(counted.group(1)));
            if (size > MOST_WRITTEN_OUT) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(size);
    }
}
