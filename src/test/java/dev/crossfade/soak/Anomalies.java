package dev.crossfade.soak;

import java.util.ArrayList;
import java.util.List;

/** What no fault explains: the product's mistakes, or the soak's own. Safe for all threads. */
final class Anomalies {
    private static final int MOST = 50;
    private static final int LONGEST = 600;

    private final List<String> told = new ArrayList<>();

    synchronized void add(String what) {
        if (told.size() < MOST) {
            String text = what.strip();
            told.add(text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
        }
    }

    synchronized List<String> told() {
        return List.copyOf(told);
    }
}
