package dev.crossfade.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param path the key, {@code dual_write.categories.debug.percentage}, or the environment variable's name
 * @param value what was found, as text; never a secret
 * @param expected what would have been right
 */
public record Problem(String path, String value, String expected) {
    @Override
    public String toString() {
        return path + ": " + value + ": " + expected;
    }
}
