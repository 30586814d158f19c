package dev.crossfade.config;

import java.time.Instant;

/**
 * What an operator, or the guard, has last said at run time about one key.
 *
 * @param value plain value, as in {@link SettingValue}; null may be a value too: no global override
 * @param dropped whether the key is left to the other layers again; kept, so that an older word from elsewhere does not
 *     come back
 * @param actor who said it
 * @param reason why
 */
public record OverrideEntry(Object value, boolean dropped, String actor, String reason, Instant at) {
    /** The actor, and in the audit the layer, of what the guard says by itself. No key has that name. */
    public static final String GUARD = "guard";

    /** What brought it about, as the audit has it: {@code guard}, or else {@code override}. */
    public String layer() {
        return GUARD.equals(actor) ? GUARD : Layer.OVERRIDE.label();
    }
}
