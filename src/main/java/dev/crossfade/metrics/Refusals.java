package dev.crossfade.metrics;

import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.Refusal;
import java.util.EnumMap;
import java.util.Map;

/** What the intake did not take. Belongs to one thread. */
final class Refusals {
    private final Map<Refusal, Long> byReason = new EnumMap<>(Refusal.class);
    private long malformed;
    private long duplicates;

    void add(IntakeObserved observed) {
        malformed += observed.malformed();
        duplicates += observed.duplicates();
        observed.refused().forEach((reason, events) -> byReason.merge(reason, (long) events, Long::sum));
    }

    void add(Refusals more) {
        malformed += more.malformed;
        duplicates += more.duplicates;
        more.byReason.forEach((reason, events) -> byReason.merge(reason, events, Long::sum));
    }

    Map<Refusal, Long> byReason() {
        return Map.copyOf(byReason);
    }

    /** Events that were no events. */
    long malformed() {
        return malformed;
    }

    /** Events that were known already. */
    long duplicates() {
        return duplicates;
    }
}
