package dev.crossfade.realtime;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/**
 * A regular expression of a client, in the syntax of RE2: without back-references and look-around, which is what lets a
 * search take a time that is bounded by the expression's size times the text's length. Both are bounded. Immutable.
 */
final class RegexPattern {
    static final int LONGEST = 256;
    static final int LARGEST = 300;

    /** Most steps of a search, as size times length; about a millisecond. Longer texts are not searched. */
    static final int MOST_STEPS = 50_000;

    /** Every counted repetition is written out before the program's size is known. */
    private static final int MOST_WRITTEN_OUT = 1000;

    private final Pattern pattern;
    private final int longestText;

    private RegexPattern(Pattern pattern) {
        this.pattern = pattern;
        this.longestText = MOST_STEPS / Math.max(1, pattern.programSize());
    }

    static RegexPattern of(String text, boolean ignoreCase) throws InvalidFilterException {
        if (text.length() > LONGEST || RegexSize.of(text) > MOST_WRITTEN_OUT) {
            throw new InvalidFilterException("the regular expression is too large");
        }
        int flags = Pattern.DOTALL | (ignoreCase ? Pattern.CASE_INSENSITIVE : 0);
        Pattern pattern;
        try {
            pattern = Pattern.compile(text, flags);
        } catch (PatternSyntaxException broken) {
            throw new InvalidFilterException("invalid regular expression: " + broken.getDescription());
        } catch (RuntimeException endsTooSoon) {
            // One of an index, where the library does not see that an expression ends too soon.
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
}
