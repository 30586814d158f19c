package dev.crossfade.http;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What is wrong with one request, as it is found: the first {@value #MOST} are named, and of the rest the last one says how
 * many there are. A client chooses how much is wrong with its request, and what it costs to say so must have a bound.
 */
final class FieldErrors {
    static final int MOST = 100;
    /** Characters of a client's own name for a field. */
    private static final int MOST_OF_A_NAME = 128;

    private final List<FieldError> named = new ArrayList<>();
    private int further;

    void add(String field, String message) {
        add(field, () -> message);
    }

    /** @param message asked only where it is told, since it may take a search */
    void add(String field, Supplier<String> message) {
        if (named.size() == MOST) {
            further++;
        } else {
            named.add(new FieldError(clipped(field), message.get()));
        }
    }

    boolean isEmpty() {
        return named.isEmpty();
    }

    List<FieldError> list() {
        if (further == 0) {
            return List.copyOf(named);
        }
        List<FieldError> all = new ArrayList<>(named);
        all.add(new FieldError("", further + " more are wrong; only the first " + MOST + " are named"));
        return List.copyOf(all);
    }

    private static String clipped(String name) {
        return name.length() <= MOST_OF_A_NAME ? name : name.substring(0, MOST_OF_A_NAME) + "…";
    }
}
