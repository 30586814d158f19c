package dev.crossfade.bus;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * What validation counted between two moments, on its way into the database.
 *
 * @param id one of its own: a flush that is written twice is stored once
 * @param from when the counting began
 * @param to when it was taken; never before {@code from}
 * @param byEventType at most 1,000 types and {@code __other__}; at least one
 */
public record MetricsFlush(UUID id, Instant from, Instant to, Map<String, Counts> byEventType) {

    /**
     * Of one event type.
     *
     * @param errors broken rules, over all events, that made them be refused
     * @param warnings broken rules, over all events, that were put right
     * @param nanos time spent on validation in all
     */
    public record Counts(long passed, long failed, long errors, long warnings, long nanos) {
        public static final Counts NONE = new Counts(0, 0, 0, 0, 0);

        public Counts plus(Counts other) {
            return new Counts(
                    passed + other.passed,
                    failed + other.failed,
                    errors + other.errors,
                    warnings + other.warnings,
                    nanos + other.nanos);
        }
    }
}
