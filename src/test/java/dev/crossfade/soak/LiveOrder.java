package dev.crossfade.soak;

import java.util.ArrayList;
import java.util.List;

/**
 * What one live client sees of the order of events: on each connection sequence ids only grow, and whatever is left out
 * between two events is told of by a gap. Confined to its owner.
 */
final class LiveOrder {
    private final List<String> violations = new ArrayList<>();
    private long last;
    private long gapUntil;
    private long events;
    private long connections;
    private long missed;

    void connected() {
        connections++;
        last = 0;
        gapUntil = 0;
    }

    void event(long sequenceId) {
        events++;
        if (sequenceId <= last) {
            violations.add("connection " + connections + ": " + sequenceId + " after " + last);
        } else if (last > 0 && sequenceId > Math.max(last, gapUntil) + 1) {
            violations.add("connection " + connections + ": silently from " + last + " to " + sequenceId);
        }
        last = sequenceId;
    }

    void gap(long from, long to, long count) {
        missed += count;
        if (last > 0 && from > Math.max(last, gapUntil) + 1) {
            violations.add("connection " + connections + ": silently from " + last + " to a gap from " + from);
        }
        gapUntil = to;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    @Override
    public String toString() {
        return events + " events over " + connections + " connections, " + missed + " said to be missed, "
                + violations.size() + " violations";
    }
}
