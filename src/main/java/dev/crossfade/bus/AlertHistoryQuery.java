package dev.crossfade.bus;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Asks for changes of alerts, newest first.
 *
 * @param name of the rule
 * @param state what became of the alert: {@code firing} or {@code resolved}
 * @param from at or after
 * @param to before
 * @param before only changes that were stored before the one with this place, a cursor
 * @param limit most changes, 1 or more
 */
public record AlertHistoryQuery(
        Optional<String> name,
        Optional<String> state,
        Optional<String> severity,
        Optional<String> node,
        Optional<Instant> from,
        Optional<Instant> to,
        OptionalLong before,
        int limit) {}
