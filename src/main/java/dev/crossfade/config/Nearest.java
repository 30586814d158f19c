package dev.crossfade.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the known name that was most likely meant, if one is near enough to be meant at all. */
public final class Nearest {
    private static final LevenshteinDistance EDITS = LevenshteinDistance.getDefaultInstance();

    /** Longer names are compared by their beginning: the comparison takes time by the square of the length. */
    private static final int COMPARED_LENGTH = 80;

    /** A letter in three may be wrong: past that it is another word. */
    private static final int LETTERS_AN_EDIT = 3;
    /** Two letters that changed places are two edits, in a short word too. */
    private static final int LEAST_EDITS = 2;

    private Nearest() {}

    /** The nearest of the known names; the first in the alphabet among equals. Empty where none is near. */
    public static Optional<String> to(String name, Collection<String> known) {
        int most = Math.max(LEAST_EDITS, comparable(name).length() / LETTERS_AN_EDIT);
        return known.stream()
                .filter(other -> edits(name, other) <= Math.min(most, other.length() - 1))
                .min(Comparator.<String>comparingInt(other -> edits(name, other))
                        .thenComparing(n -> n));
    }

    /** How many letters must be changed, added or left out to get from the one to the other, in any letter case. */
    static int edits(String one, String other) {
        return EDITS.apply(comparable(one), comparable(other));
    }

    private static String comparable(String name) {
        return name.substring(0, Math.min(COMPARED_LENGTH, name.length())).toLowerCase(Locale.ROOT);
    }
}
