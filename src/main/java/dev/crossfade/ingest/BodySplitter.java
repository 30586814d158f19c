package dev.crossfade.ingest;

/**
 * Finds where each event of a body begins and ends, so that each can be judged alone.
 *
 * <p>It looks only at brackets, strings and line ends. Whether a slice is JSON at all is for the reader to say.
 */
final class BodySplitter {
    private static final int BOM_LENGTH = 3;

    private final byte[] body;
    private final Slices slices = new Slices();
    private int at;

    private BodySplitter(byte[] body) {
        this.body = body;
        this.at = startsWithBom(body) ? BOM_LENGTH : 0;
    }

    /**
     * One JSON value, or the elements of one array.
     *
     * @throws UnreadableBodyException where the body is empty or an array does not close
     */
    static Slices json(byte[] body) throws UnreadableBodyException {
        return new BodySplitter(body).value();
    }

    /**
     * Lines that are not blank; an index counts every line, so that it leads back to the sender's file.
     *
     * @throws UnreadableBodyException where there is no such line
     */
    static Slices ndjson(byte[] body) throws UnreadableBodyException {
        return new BodySplitter(body).lines();
    }

    private Slices value() throws UnreadableBodyException {
        skipBlanks();
        if (at == body.length) {
            throw new UnreadableBodyException("the body is empty");
        }
        if (body[at] != '[') {
            slices.add(0, at, body.length);
            return slices;
        }
        at++;
        elements();
        skipBlanks();
        if (at < body.length) {
            throw new UnreadableBodyException("something follows the array's end, at byte " + at);
        }
        return slices;
    }

    private void elements() throws UnreadableBodyException {
        skipBlanks();
        if (at < body.length && body[at] == ']') {
            at++;
            return;
        }
        for (int index = 0; ; index++) {
            skipBlanks();
            int from = at;
            byte end = skipElement();
            int to = trimmedEnd(from, at);
            if (from == to) {
                throw new UnreadableBodyException("a value is missing at byte " + from);
            }
            slices.add(index, from, to);
            at++;
            if (end == ']') {
                return;
            }
        }
    }

    /** Moves to the comma or bracket that ends the element, and gives it. */
    private byte skipElement() throws UnreadableBodyException {
        int depth = 0;
        for (; at < body.length; at++) {
            byte b = body[at];
            if (b == '"') {
                skipString();
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (depth > 0) {
                depth -= b == '}' || b == ']' ? 1 : 0;
            } else if (b == ',' || b == ']') {
                return b;
            }
        }
        throw new UnreadableBodyException("the array does not end");
    }

    private void skipString() {
        for (at++; at < body.length && body[at] != '"'; at++) {
            if (body[at] == '\\') {
                at++;
            }
        }
    }

    private Slices lines() throws UnreadableBodyException {
        for (int line = 0; at < body.length; line++) {
            int end = at;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            int from = at;
            while (from < end && isBlank(body[from])) {
                from++;
            }
            int to = trimmedEnd(from, end);
            if (from < to) {
                slices.add(line, from, to);
            }
            at = end + 1;
        }
        if (slices.count() == 0) {
            throw new UnreadableBodyException("the body is empty");
        }
        return slices;
    }

    private int trimmedEnd(int from, int end) {
        int to = Math.min(end, body.length);
        while (to > from && isBlank(body[to - 1])) {
            to--;
        }
        return to;
    }

    private void skipBlanks() {
        while (at < body.length && isBlank(body[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static boolean startsWithBom(byte[] body) {
        return body.length >= BOM_LENGTH && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
    }
}
