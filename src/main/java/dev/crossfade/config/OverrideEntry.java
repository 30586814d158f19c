package dev.crossfade.config;

import java.time.Instant;

/**
 * What an operator has last said at run time about one key.
 *
 * @param value plain value, as in {@link SettingValue}; null may be a value too: no global override
 * @param dropped whether the key is left to the other layers again; kept, so that an older word from elsewhere does not
 *     come back
 * @param actor who said it
 * @param reason why
 */
public record OverrideEntry(Object value, boolean dropped, String actor, String reason, Instant at) {}
