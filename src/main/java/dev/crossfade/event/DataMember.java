package dev.crossfade.event;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Finds one member of {@code data} without reading it all: most events have no such member, and then a search for its name
 * is all it takes.
 */
public final class DataMember {
    private final String json;
    private int at;
    private int depth;
    private boolean inString;

    private DataMember(String json) {
        this.json = json;
    }

    /**
     * A number or a text that the object has at its top.
     *
     * @param json an object as events carry it, without blanks between its parts
     * @param name in plain letters, digits and {@code _}
     * @return the number as it was written, or the text without its quotes; empty where there is none, or it is something
     *     else, or a text with escapes
     */
    public static Optional<String> of(String json, String name) {
        return valueAt(json, name).map(from -> value(json, from)).filter(value -> !value.isEmpty());
    }

    /**
     * A number that the object has at its top; a text is none, whatever it says.
     *
     * @param json an object as events carry it, without blanks between its parts
     * @param name in plain letters, digits and {@code _}
     */
    public static OptionalDouble number(String json, String name) {
        return valueAt(json, name)
                .filter(from -> json.charAt(from) != '"')
                .map(from -> value(json, from))
                .filter(value -> !value.isEmpty())
                .map(value -> OptionalDouble.of(Double.parseDouble(value)))
                .orElse(OptionalDouble.empty());
    }

    private static Optional<Integer> valueAt(String json, String name) {
        String member = '"' + name + "\":";
        DataMember place = new DataMember(json);
        for (int found = json.indexOf(member); found >= 0; found = json.indexOf(member, found + 1)) {
            place.goTo(found);
            if (place.depth == 1 && !place.inString) {
                return Optional.of(found + member.length());
            }
        }
        return Optional.empty();
    }

    private void goTo(int to) {
        for (; at < to; at++) {
            char next = json.charAt(at);
            if (inString) {
                inString = next != '"';
                at += next == '\\' ? 1 : 0;
            } else if (next == '"') {
                inString = true;
            } else if (next == '{' || next == '[') {
                depth++;
            } else if (next == '}' || next == ']') {
                depth--;
            }
        }
    }

    /** Empty where it is neither a number nor a text without escapes. */
    private static String value(String json, int from) {
        boolean text = json.charAt(from) == '"';
        int begin = text ? from + 1 : from;
        int end = begin;
        while (text ? json.charAt(end) != '"' : isOfANumber(json.charAt(end))) {
            if (json.charAt(end) == '\\') {
                return "";
            }
            end++;
        }
        return json.substring(begin, end);
    }

    private static boolean isOfANumber(char next) {
        return (next >= '0' && next <= '9') || next == '-' || next == '+' || next == '.' || next == 'e' || next == 'E';
    }
}
