package dev.crossfade.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value as some layer wrote it.
 *
 * @param name where it was written, as its author knows it: the key's path, the variable, the option
 * @param value a text, a list, a map, or null where the file writes nothing
 * @param covered whether a higher layer has a value too, which is the one that counts
 */
record Found(String name, Object value, Layer layer, boolean covered) {
    private static final int SHOWN_LENGTH = 80;
    /** What ends a line, steers a terminal, is not seen, or is half a character. */
    private static final String UNSHOWABLE = "[\\p{C}\\p{Zl}\\p{Zp}]";

    Found(String name, Object value, Layer layer) {
        this(name, value, layer, false);
    }

    /** The same, under a higher layer. */
    Found underAnother() {
        return new Found(name, value, layer, true);
    }

    /** A value within this one. */
    Found part(String partName, Object part) {
        return new Found(partName, part, layer, covered);
    }

    /** The value, where it is a text. */
    Optional<String> text() {
        return isText() ? Optional.of(value.toString()) : Optional.empty();
    }

    /** The value for people, on one line. Lists and maps are only named: a secret may be in them. */
    String shown() {
        String text = isText() ? clipped(value.toString()) : shape();
        return withLayer(text.isBlank() ? "empty" : text);
    }

    /** Something of the value, and its layer where the name alone would not tell it. */
    String withLayer(String shown) {
        if (layer == Layer.OVERRIDE) {
            return shown + " (override)";
        }
        return covered && layer == Layer.FILE ? shown + " (file)" : shown;
    }

    /** Whether lists and sections are there as such, and not written in a text. */
    boolean isStructured() {
        return layer == Layer.FILE || layer == Layer.OVERRIDE;
    }

    /** What the value is, without a word of it. */
    String shape() {
        if (value == null) {
            return "nothing";
        }
        if (value instanceof Map) {
            return "a section";
        }
        return value instanceof List ? "a list" : "a text";
    }

    /** A text that can be shown: on one line, and of a bearable length. */
    static String clipped(String text) {
        return clipped(text, SHOWN_LENGTH);
    }

    /** The same, of at most that length. */
    static String clipped(String text, int length) {
        String shown = text.substring(0, Math.min(length, text.length())).replaceAll(UNSHOWABLE, "?");
        return text.length() <= length ? shown : shown + "…";
    }

    private boolean isText() {
        return value != null && !(value instanceof Map) && !(value instanceof List);
    }
}
