package dev.crossfade.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entity tags of an {@code If-Match} or {@code If-None-Match}.
 *
 * @param any whether it was {@code *}
 * @param tags with their quotes
 */
record EntityTags(boolean any, List<Tag> tags) {
    private static final Pattern SEPARATOR = Pattern.compile("[ \\t]*(,[ \\t]*|$)");
    private static final Pattern TAG = Pattern.compile("(W/)?(\"[\\x21\\x23-\\x7E\\x80-\\xFF]*\")");
    private static final Pattern VERSION = Pattern.compile("\"(0|[1-9]\\d{0,17})\"");

    /** One of them; a weak one says that two answers mean the same, not that they are the same. */
    record Tag(boolean weak, String opaque) {}

    /** The tag of a version of the configuration. */
    static String of(long version) {
        return "\"" + version + "\"";
    }

    /**
     * Reads a header.
     *
     * @param lines its values; empty where it was not sent
     * @throws IllegalArgumentException where it is malformed
     */
    static Optional<EntityTags> of(List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String list = String.join(",", lines).strip();
        if (list.equals("*")) {
            return Optional.of(new EntityTags(true, List.of()));
        }
        return Optional.of(new EntityTags(false, parse(list)));
    }

    /** Whether the answer of that tag is among them, also where only its meaning is the same. */
    boolean hold(String opaque) {
        return any || tags.stream().anyMatch(tag -> tag.opaque.equals(opaque));
    }

    /**
     * The version that they ask for; of several the one that is in force, or else the newest.
     *
     * @return empty where no version can be it
     */
    OptionalLong version(long inForce) {
        List<Long> versions = tags.stream()
                .filter(tag -> !tag.weak)
                .map(tag -> VERSION.matcher(tag.opaque))
                .filter(Matcher::matches)
                .map(tag -> Long.parseLong(tag.group(1)))
                .toList();
        return versions.contains(inForce)
                ? OptionalLong.of(inForce)
                : versions.stream().mapToLong(Long::longValue).max();
    }

    private static List<Tag> parse(String list) {
        List<Tag> tags = new ArrayList<>();
        Matcher tag = TAG.matcher(list);
        Matcher separator = SEPARATOR.matcher(list);
        int at = 0;
        while (at < list.length()) {
            if (tag.region(at, list.length()).lookingAt()) {
                tags.add(new Tag(tag.group(1) != null, tag.group(2)));
                at = tag.end();
            }
            // Empty members of a list are nothing; whatever else stands here is no tag.
            if (!separator.region(at, list.length()).lookingAt()) {
                throw new IllegalArgumentException("expected * or entity tags such as \"7\", with commas between");
            }
            at = separator.end();
        }
        if (tags.isEmpty()) {
            throw new IllegalArgumentException("expected * or at least one entity tag such as \"7\"");
        }
        return List.copyOf(tags);
    }
}
