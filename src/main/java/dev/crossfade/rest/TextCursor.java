package dev.crossfade.rest;

/** A place in a text that is being read. Belongs to its reader. */
final class TextCursor {
    private final String what;
    private final String text;
    private int at;

    /** @param what is read, for people: {@code filter} */
    TextCursor(String what, String text) {
        this.what = what;
        this.text = text;
    }

    boolean atEnd() {
        return at == text.length();
    }

    /** The next character; NUL at the end, which no text that is read here holds. */
    char peek() {
        return atEnd() ? 0 : text.charAt(at);
    }

    boolean sees(String word) {
        return text.startsWith(word, at);
    }

    /** Passes over a word if it is next. */
    boolean take(String word) {
        boolean next = sees(word);
        at += next ? word.length() : 0;
        return next;
    }

    void require(String word, String expected) {
        if (!take(word)) {
            throw unexpected(expected);
        }
    }

    void requireEnd(String expected) {
        if (!atEnd()) {
            throw unexpected(expected);
        }
    }

    /** All up to one of these characters or the end. */
    String until(String stops) {
        int from = at;
        while (!atEnd() && stops.indexOf(peek()) < 0) {
            at++;
        }
        return text.substring(from, at);
    }

    /** All that is left. */
    String rest() {
        String rest = text.substring(at);
        at = text.length();
        return rest;
    }

    /** A text between double quotes, in which a backslash stands before a quote or a backslash. */
    String quoted() {
        require("\"", "expected \"");
        StringBuilder read = new StringBuilder();
        while (peek() != '"') {
            if (peek() == '\\') {
                at++;
            }
            if (atEnd()) {
                throw unexpected("unexpected end of input, expected \"");
            }
            read.append(text.charAt(at++));
        }
        at++;
        return read.toString();
    }

    /** An array's literal, with all the braces and quotes that are in it, as it stands. */
    String braced() {
        int from = at;
        int depth = 0;
        do {
            char next = peek();
            if (next == '"') {
                quoted();
                continue;
            }
            if (atEnd()) {
                throw unexpected("unexpected end of input, expected }");
            }
            depth += next == '{' ? 1 : next == '}' ? -1 : 0;
            at++;
        } while (depth > 0);
        return text.substring(from, at);
    }

    int place() {
        return at;
    }

    void back(int place) {
        at = place;
    }

    RestError unexpected(String expected) {
        return RestError.syntax(what, text, at, expected);
    }
}
