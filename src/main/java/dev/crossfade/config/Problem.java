package dev.crossfade.config;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with the configuration.
 *
 * @param path the key, {@code dual_write.categories.debug.percentage}, or the environment variable's name
 * @param value what was found, as text; never a secret
 * @param expected what would have been right
 */
public record Problem(String path, String value, String expected) {
    /** An address that stands in the place of something else may have a password in it. */
    private static final Pattern CREDENTIALS = Pattern.compile("://[^/\\s]*@");

    public Problem {
        value = CREDENTIALS.matcher(value).replaceAll("://(hidden)@");
    }

    @Override
    public String toString() {
        return path + ": " + value + ": " + expected;
    }
}
