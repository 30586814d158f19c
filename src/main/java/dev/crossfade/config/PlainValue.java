package dev.crossfade.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Values as JSON says them, in one form each, so that equal ones are equal: 50, 50.0 and 5e1 are one number. */
public final class PlainValue {
    private static final double EXACT = 1L << 53;

    private PlainValue() {}

    /** The one form of a text, a number, a truth value, a list of such, or null. */
    public static Object of(Object value) {
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof List<?> list) {
            List<Object> items = new ArrayList<>();
            list.forEach(item -> items.add(of(item)));
            return Collections.unmodifiableList(items);
        }
        return value;
    }

    private static Number number(Number number) {
        double real = number.doubleValue();
        boolean whole = real == Math.rint(real) && Math.abs(real) <= EXACT;
        return whole ? (Number) (long) real : (Number) real;
    }
}
