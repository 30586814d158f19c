package dev.crossfade.metrics;

import dev.crossfade.event.EventKind;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Time spent on validating events that may be in the event log or may turn out to be known already, until the log has been
 * counted so far that this is known. Belongs to one thread.
 */
final class ValidationTimes {
    /** A bound on memory; what is spent on further kinds at once is left out. */
    private static final int MOST_KINDS = 10_000;

    private Spent gathering = nothing();
    private Spent waiting = nothing();

    /**
     * Time by kind of event.
     *
     * @param at when it was told last
     * @param end the log's end then
     */
    record Spent(Instant at, long end, Map<EventKind, Long> nanos) {}

    void add(EventKind kind, long nanos, Instant now, long end) {
        Map<EventKind, Long> byKind = gathering.nanos();
        if (byKind.size() < MOST_KINDS || byKind.containsKey(kind)) {
            byKind.merge(kind, nanos, Long::sum);
            gathering = new Spent(now, Math.max(end, gathering.end()), byKind);
        }
    }

    /**
     * Takes what was told before the log had more than is counted. What comes in meanwhile waits for the next time: under
     * load there is always some.
     */
    List<Spent> settled(long upTo) {
        if (Math.max(waiting.end(), gathering.end()) <= upTo) {
            List<Spent> all = waiting.nanos().isEmpty() ? List.of(gathering) : List.of(waiting, gathering);
            waiting = nothing();
            gathering = nothing();
            return all;
        }
        if (waiting.nanos().isEmpty()) {
            waiting = gathering;
            gathering = nothing();
            return List.of();
        }
        if (waiting.end() > upTo) {
            return List.of();
        }
        Spent settled = waiting;
        waiting = gathering;
        gathering = nothing();
        return List.of(settled);
    }

    private static Spent nothing() {
        return new Spent(Instant.EPOCH, 0, new HashMap<>());
    }
}
