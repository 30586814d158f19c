package dev.crossfade.bus;

import java.util.Map;

/**
 * What the intake saw in one request.
 *
 * @param byEventType validation results by event type; events whose type could not be read are not among them
 * @param malformed events that were no events
 * @param suppressed events whose category has no adapter
 * @param duplicates events that were known already; told apart, once the event log has said so
 */
public record IntakeObserved(Map<String, Tally> byEventType, int malformed, int suppressed, int duplicates) {
    /** What the event log found. */
    public static IntakeObserved duplicates(int count) {
        return new IntakeObserved(Map.of(), 0, 0, count);
    }

    /** The same, of events that are not appended after all. */
    public IntakeObserved withoutSuppressed() {
        return new IntakeObserved(byEventType, malformed, 0, duplicates);
    }

    /**
     * Results for one event type.
     *
     * @param passed events that broke no rule
     * @param failed events that broke one or more
     * @param errors broken rules, over all events, that made them be refused
     * @param warnings broken rules, over all events, that were put right
     * @param nanos time spent on validation in all
     */
    public record Tally(int passed, int failed, int errors, int warnings, long nanos) {
        public Tally plus(Tally other) {
            return new Tally(
                    passed + other.passed,
                    failed + other.failed,
                    errors + other.errors,
                    warnings + other.warnings,
                    nanos + other.nanos);
        }
    }
}
