package dev.crossfade.config;

import java.time.Instant;
import java.util.UUID;

/**
 * One change of one key: who changed what, when, and why.
 *
 * @param id its own, so that writing it twice keeps it once
 * @param actor name of the key that was shown, {@code anonymous}, {@code file}, {@code env} or {@code guard}
 * @param layer that brought the change about, as in {@link SettingChange}: {@code file}, {@code env}, {@code option},
 *     {@code override} (also where one was dropped and the value is the file's again), {@code guard} or {@code rollout}
 * @param key full path, {@code dual_write.categories.debug.percentage}
 * @param before the value until then: a text, a number, a truth value, a list of such, or null for none; never a secret
 * @param now the value from then on, of the same kinds
 * @param reason as the operator gave it; empty where none was asked for
 * @param version of the node's configuration that the change made
 * @param override what becomes of the key's override
 */
public record AuditRow(
        UUID id,
        Instant at,
        String actor,
        String layer,
        String key,
        Object before,
        Object now,
        String reason,
        long version,
        OverrideChange override) {

    /** What a change does to the override of its key. */
    public enum OverrideChange {
        NONE,
        SET,
        DROPPED
    }
}
