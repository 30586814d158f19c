package dev.crossfade.event;

import com.fasterxml.jackson.core.io.NumberInput;
import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** Writes JSON numbers as RFC 8785 does: as ECMAScript prints the double that is nearest. */
final class CanonicalNumber {
    /** A decimal of so many digits always comes back from a double in the normal range. */
    private static final int SAFE_DIGITS = 15;

    /** ECMAScript writes smaller values with an exponent; so many zeros may follow the point. */
    private static final int MOST_LEADING_ZEROS = 5;

    private static final int MOST_INTEGER_DIGITS = 21;

    /** Below it doubles are so far apart that one digit may do where Java's shortest form takes two. */
    private static final double SPARSE = 1e-321;

    private CanonicalNumber() {}

    /** What became of a number. */
    enum Outcome {
        /** The canonical form has the same value. */
        EXACT,
        /** A double cannot hold the value; the canonical form is the nearest that it can. */
        LOSSY,
        /** Nothing was written: beyond the largest double, or not zero and below the smallest. */
        OUT_OF_RANGE
    }

    /**
     * Writes one number.
     *
     * @param sent a valid JSON number, from {@code from} up to {@code to}
     * @param keepLossy whether a number that a double cannot hold is written as it was sent
     */
    static Outcome write(char[] sent, int from, int to, boolean keepLossy, JsonBytes out) {
        if (isCanonical(sent, from, to)) {
            out.ascii(sent, from, to);
            return Outcome.EXACT;
        }
        String text = new String(sent, from, to - from);
        double value = NumberInput.parseDouble(text, true);
        if (Double.isInfinite(value) || (value == 0 && mantissaDigits(text, '1') > 0)) {
            return Outcome.OUT_OF_RANGE;
        }
        String canonical = of(value);
        Outcome outcome = isSame(text, value, canonical) ? Outcome.EXACT : Outcome.LOSSY;
        boolean asSent = keepLossy && outcome == Outcome.LOSSY;
        out.raw((asSent ? text : canonical).getBytes(StandardCharsets.US_ASCII));
        return outcome;
    }

    /** Knows the common forms, {@code 42} and {@code -1.25}, that are canonical as they stand. */
    private static boolean isCanonical(char[] text, int from, int to) {
        int start = text[from] == '-' ? from + 1 : from;
        if (to - start > SAFE_DIGITS + 1) {
            return false;
        }
        int point = to;
        for (int i = start; i < to; i++) {
            char c = text[i];
            if (c == '.') {
                point = i;
            } else if (c < '0' || c > '9') {
                return false;
            }
        }
        boolean zero = text[start] == '0';
        if (point == to) {
            return to - start <= SAFE_DIGITS && !(zero && start > from);
        }
        return text[to - 1] != '0' && !(zero && zerosFrom(text, point + 1) > MOST_LEADING_ZEROS);
    }

    /** How many zeros stand from here on before another digit. */
    private static int zerosFrom(char[] text, int from) {
        int i = from;
        while (text[i] == '0') {
            i++;
        }
        return i - from;
    }

    private static boolean isSame(String sent, double value, String canonical) {
        if (value == 0 || canonical.equals(sent)) {
            return true;
        }
        if (Math.abs(value) >= Double.MIN_NORMAL && mantissaDigits(sent, '0') <= SAFE_DIGITS) {
            return true;
        }
        return new BigDecimal(sent).compareTo(new BigDecimal(canonical)) == 0;
    }

    /** How many digits stand before the exponent that are {@code least} or more. */
    private static int mantissaDigits(String number, char least) {
        int digits = 0;
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if (c == 'e' || c == 'E') {
                break;
            }
            digits += c >= least && c <= '9' ? 1 : 0;
        }
        return digits;
    }

    /** A finite double as ECMAScript prints it. */
    static String of(double value) {
        if (value == 0) {
            return "0";
        }
        String java = NumberOutput.toString(Math.abs(value), true);
        int exponentAt = java.indexOf('E');
        int mantissaEnd = exponentAt < 0 ? java.length() : exponentAt;
        int point = java.indexOf('.');
        int scale = point + (exponentAt < 0 ? 0 : Integer.parseInt(java, exponentAt + 1, java.length(), 10));
        String digits = java.substring(0, point) + java.substring(point + 1, mantissaEnd);
        int first = 0;
        while (digits.charAt(first) == '0') {
            first++;
        }
        int end = digits.length();
        while (digits.charAt(end - 1) == '0') {
            end--;
        }
        String sign = value < 0 ? "-" : "";
        return sign + printed(Math.abs(value), digits.substring(first, end), scale - first);
    }

    private static String printed(double value, String digits, int scale) {
        if (value < SPARSE && digits.length() == 2) {
            int rounded = (Integer.parseInt(digits) + 5) / 10;
            if (Double.parseDouble(rounded + "e" + (scale - 1)) == value) {
                return rounded == 10 ? layout("1", scale + 1) : layout(Integer.toString(rounded), scale);
            }
        }
        return layout(digits, scale);
    }

    /** Lays out {@code 0.digits × 10^scale}. */
    private static String layout(String digits, int scale) {
        int count = digits.length();
        if (count <= scale && scale <= MOST_INTEGER_DIGITS) {
            return digits + "0".repeat(scale - count);
        }
        if (0 < scale && scale <= MOST_INTEGER_DIGITS) {
            return digits.substring(0, scale) + "." + digits.substring(scale);
        }
        if (-MOST_LEADING_ZEROS <= scale && scale <= 0) {
            return "0." + "0".repeat(-scale) + digits;
        }
        int exponent = scale - 1;
        String mantissa = count == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + (exponent < 0 ? "e-" : "e+") + Math.abs(exponent);
    }
}
