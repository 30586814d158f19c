package dev.crossfade.metrics;

import dev.crossfade.bus.CountsRow;
import dev.crossfade.event.EventKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What was counted and no flush has taken yet, by the hour. Belongs to one thread. */
final class UnflushedCounts {
    /** While nothing is flushed for a week what is older is counted in the oldest hour of these: a bound on memory. */
    private static final int MOST_HOURS = 168;

    private final NavigableMap<Instant, Tallies> byHour = new TreeMap<>();
    private Instant since;

    /** @param since when the counting begins */
    UnflushedCounts(Instant since) {
        this.since = since;
    }

    /**
     * What was taken.
     *
     * @param from when the counting began
     * @param rows none where nothing was counted
     */
    record Taken(Instant from, Instant to, List<CountsRow> rows) {}

    /** Where to count what was received at that time. */
    Tallies of(Instant receivedAt) {
        Instant hour = receivedAt.truncatedTo(ChronoUnit.HOURS);
        Tallies known = byHour.get(hour);
        if (known != null) {
            return known;
        }
        boolean full = byHour.size() >= MOST_HOURS;
        if (full && hour.isBefore(byHour.firstKey())) {
            return byHour.firstEntry().getValue();
        }
        if (full) {
            byHour.pollFirstEntry()
                    .getValue()
                    .forEach((type, category, count) ->
                            byHour.firstEntry().getValue().of(type, category).add(count));
        }
        return byHour.computeIfAbsent(hour, first -> new Tallies());
    }

    /** Takes all of it; the counting begins anew. */
    Taken take(Instant now) {
        Instant from = since;
        // A clock that was set back must not make a window that ends before it begins.
        since = now;
        Taken taken = new Taken(from.isAfter(now) ? now : from, now, rows());
        byHour.clear();
        return taken;
    }

    /** Takes back what came to nothing: it is in the next flush. */
    void putBack(Taken taken) {
        add(taken.rows());
        since = taken.from().isBefore(since) ? taken.from() : since;
    }

    /** Counts on from there. */
    void add(List<CountsRow> rows) {
        rows.forEach(row -> of(row.start())
                .of(row.kind().eventType(), row.kind().category())
                .add(row.counts()));
    }

    /** What there is now. */
    List<CountsRow> rows() {
        List<CountsRow> rows = new ArrayList<>();
        byHour.forEach((hour, tallies) -> tallies.forEach((type, category, count) ->
                rows.add(new CountsRow(hour, new EventKind(type, category), count.counts()))));
        return List.copyOf(rows);
    }

    Instant since() {
        return since;
    }
}
