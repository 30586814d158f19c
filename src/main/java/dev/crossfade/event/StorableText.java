package dev.crossfade.event;

/** Says which text PostgreSQL can hold: any but NUL and surrogates that stand alone. */
public final class StorableText {
    static final String EXPECTATION = "text may hold neither NUL nor half a surrogate pair";

    private StorableText() {}

    public static boolean holds(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (i + 1 == text.length() || !Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The text with U+FFFD for each character that cannot be held. */
    static String repaired(String text) {
        if (holds(text)) {
            return text;
        }
        StringBuilder repaired = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(repaired::appendCodePoint);
        return repaired.toString();
    }
}
