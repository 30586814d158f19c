package dev.crossfade.bus;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks for audit rows, newest first.
 *
 * @param key only this key, or all below it: {@code dual_write.categories}
 * @param from at or after
 * @param to before
 * @param before only rows that were stored before the one with this place, a cursor
 * @param limit most rows, 1 or more
 */
public record AuditQuery(
        Optional<String> actor,
        Optional<String> layer,
        Optional<String> key,
        Optional<Instant> from,
        Optional<Instant> to,
        OptionalLong before,
        int limit) {}
