package dev.crossfade.bus;

import dev.crossfade.event.EventKind;
import java.util.Map;

/**
 * What the intake saw in one request that the event log does not know: events that were accepted are counted there.
 *
 * @param byKind of the events that validation judged; those whose type could not be read are not among them
 * @param malformed events that were no events
 * @param duplicates events that were known already; told apart, once the event log has said so
 * @param refused why events were refused, those that are counted above among them; told apart where that was found after
 *     they were judged, or before. Of a body that was refused before its events were told apart, all together count as one
 */
public record IntakeObserved(
        Map<EventKind, Tally> byKind, int malformed, int duplicates, Map<Refusal, Integer> refused) {

    /** Nothing of it is known to be refused. */
    public IntakeObserved(Map<EventKind, Tally> byKind, int malformed, int duplicates) {
        this(byKind, malformed, duplicates, Map.of());
    }

    /** What the event log found. */
    public static IntakeObserved duplicates(int count) {
        return new IntakeObserved(Map.of(), 0, count);
    }

    /** Events that were refused for something that is not their own. */
    public static IntakeObserved refused(Refusal reason, int events) {
        return new IntakeObserved(Map.of(), 0, 0, Map.of(reason, events));
    }

    /**
     * Of one kind of event.
     *
     * @param refused events that broke a rule and were refused for it
     * @param errors rules that those broke, all together
     * @param nanos time spent on validation in all, of the accepted ones as well
     */
    public record Tally(int refused, int errors, long nanos) {
        public Tally plus(Tally other) {
            return new Tally(refused + other.refused, errors + other.errors, nanos + other.nanos);
        }
    }
}
