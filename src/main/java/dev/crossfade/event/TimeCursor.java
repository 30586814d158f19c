package dev.crossfade.event;

/** Walks over the text of a time; once something is not as expected it stays failed. */
final class TimeCursor {
    private static final int MAX_OFFSET_HOURS = 18;
    private static final int MAX_DECIMALS = 9;

    private final String text;
    private int at;
    private boolean failed;

    TimeCursor(String text) {
        this.text = text;
    }

    int digits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = 10 * value + digit();
        }
        return value;
    }

    /** Nanoseconds from 1 to 9 decimals. */
    int decimals() {
        int value = digit();
        int count = 1;
        while (count < MAX_DECIMALS && peek() >= '0' && peek() <= '9') {
            value = 10 * value + digit();
            count++;
        }
        for (; count < MAX_DECIMALS; count++) {
            value *= 10;
        }
        return value;
    }

    /** Seconds east of UTC. */
    int zone() {
        if (at == text.length() || skip('Z') || skip('z')) {
            return 0;
        }
        int sign = peek() == '-' ? -1 : 1;
        expectAny("+-");
        int hours = digits(2);
        int minutes = skip(':') || at < text.length() ? digits(2) : 0;
        failed |= hours > MAX_OFFSET_HOURS || minutes > 59 || (hours == MAX_OFFSET_HOURS && minutes > 0);
        return sign * (hours * 3600 + minutes * 60);
    }

    boolean skip(char wanted) {
        boolean found = peek() == wanted;
        at += found ? 1 : 0;
        return found;
    }

    void expect(char wanted) {
        failed |= !skip(wanted);
    }

    void expectAny(String wanted) {
        failed |= wanted.indexOf(peek()) < 0;
        at++;
    }

    boolean complete() {
        return !failed && at == text.length();
    }

    private int digit() {
        int digit = peek() - '0';
        failed |= digit < 0 || digit > 9;
        at++;
        return digit;
    }

    /** The character here; NUL past the end. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }
}
