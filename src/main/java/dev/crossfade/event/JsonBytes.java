package dev.crossfade.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/** A growing buffer of JSON text in UTF-8. Confined to one thread; keeps its size between uses. */
final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final boolean[] PLAIN = plainCharacters();
    private static final int LONGEST_ESCAPE = 6;
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes = new byte[1024];
    private int length;

    private static boolean[] plainCharacters() {
        boolean[] plain = new boolean[128];
        Arrays.fill(plain, ' ', plain.length, true);
        plain['"'] = false;
        plain['\\'] = false;
        return plain;
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** The array behind; only {@code length()} bytes of it count, and only until the next write. */
    byte[] array() {
        return bytes;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    String text() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Drops everything from {@code newLength} on. */
    void cutTo(int newLength) {
        length = newLength;
    }

    void ascii(char c) {
        room(1);
        bytes[length++] = (byte) c;
    }

    void raw(byte[] text) {
        raw(text, 0, text.length);
    }

    void raw(byte[] text, int from, int to) {
        room(to - from);
        System.arraycopy(text, from, bytes, length, to - from);
        length += to - from;
    }

    /** JSON text as it stands, with ASCII characters only. */
    void ascii(char[] text, int from, int to) {
        room(to - from);
        for (int i = from; i < to; i++) {
            bytes[length++] = (byte) text[i];
        }
    }

    /** JSON text as it stands. */
    void text(String json) {
        raw(json.getBytes(StandardCharsets.UTF_8));
    }

    void number(long value) {
        if (value < 0) {
            text(Long.toString(value));
            return;
        }
        room(LONGEST_NUMBER);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    /** ASCII text that needs neither quotes nor escapes. */
    // Deprecated since it cuts characters to bytes, which is what ASCII wants; the loop it replaces is many times
    // slower.
    @SuppressWarnings("deprecation")
    void label(String ascii) {
        int count = ascii.length();
        room(count);
        ascii.getBytes(0, count, bytes, length);
        length += count;
    }

    /** The text of a time, without quotes. */
    void time(Instant instant) {
        room(EventTime.TEXT_LENGTH);
        EventTime.write(instant, bytes, length);
        length += EventTime.TEXT_LENGTH;
    }

    /**
     * A JSON string of text that was judged before.
     *
     * @throws IllegalArgumentException where it holds NUL or a lone surrogate all the same
     */
    void string(String text) {
        if (!quoted(text)) {
            throw new IllegalArgumentException(StorableText.EXPECTATION);
        }
    }

    /**
     * A JSON string, escaped as RFC 8785 says.
     *
     * @return false where the text holds NUL or a lone surrogate; what was written is then of no use
     */
    boolean quoted(String text) {
        int count = text.length();
        room(count + 2);
        byte[] out = bytes;
        int at = length;
        out[at++] = '"';
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 128 || !PLAIN[c]) {
                return quoted(text.toCharArray(), 0, count);
            }
            out[at++] = (byte) c;
        }
        out[at++] = '"';
        length = at;
        return true;
    }

    /** The same for {@code text[from]} up to {@code text[to - 1]}. */
    boolean quoted(char[] text, int from, int to) {
        room(to - from + 2);
        byte[] out = bytes;
        int at = length;
        out[at++] = '"';
        int i = from;
        for (; i < to; i++) {
            char c = text[i];
            if (c >= 128 || !PLAIN[c]) {
                break;
            }
            out[at++] = (byte) c;
        }
        length = at;
        if (i < to && !escaped(text, i, to)) {
            return false;
        }
        ascii('"');
        return true;
    }

    private boolean escaped(char[] text, int from, int to) {
        room(LONGEST_ESCAPE * (to - from) + 1);
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c < 128) {
                if (PLAIN[c]) {
                    bytes[length++] = (byte) c;
                } else if (c == 0) {
                    return false;
                } else {
                    escape(c);
                }
            } else if (!Character.isSurrogate(c)) {
                encode(c);
            } else if (i + 1 < to && Character.isSurrogatePair(c, text[i + 1])) {
                encodePair(Character.toCodePoint(c, text[++i]));
            } else {
                return false;
            }
        }
        return true;
    }

    private void escape(char c) {
        bytes[length++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[length++] = (byte) c;
            case '\b' -> bytes[length++] = 'b';
            case '\t' -> bytes[length++] = 't';
            case '\n' -> bytes[length++] = 'n';
            case '\f' -> bytes[length++] = 'f';
            case '\r' -> bytes[length++] = 'r';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 15];
            }
        }
    }

    private void encode(char c) {
        if (c < 0x800) {
            bytes[length++] = (byte) (0xC0 | (c >> 6));
        } else {
            bytes[length++] = (byte) (0xE0 | (c >> 12));
            bytes[length++] = continuation(c >> 6);
        }
        bytes[length++] = continuation(c);
    }

    private void encodePair(int codePoint) {
        bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
        bytes[length++] = continuation(codePoint >> 12);
        bytes[length++] = continuation(codePoint >> 6);
        bytes[length++] = continuation(codePoint);
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }

    private void room(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
