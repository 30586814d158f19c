package dev.crossfade.metrics;

import dev.crossfade.bus.DeliveryObserved;
import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogRecord;
import java.time.Instant;
import java.util.List;

/**
 * Counts what the event log has, and what the intake refused besides: live since the start of the daemon, as a whole and by
 * the second, and for the next flush, which also has what an earlier start had not flushed. Belongs to one thread.
 */
final class Counter {
    private static final long NONE = Long.MIN_VALUE;

    private final Aggregator live;
    private final UnflushedCounts unflushed;
    private final Windows windows;
    private final Sources sources;
    private final long startsBehind;
    private final ValidationTimes times = new ValidationTimes();

    /** @param startsBehind offset of the last record of an earlier start, whose live figures are gone */
    Counter(Aggregator live, UnflushedCounts unflushed, Windows windows, Sources sources, long startsBehind) {
        this.live = live;
        this.unflushed = unflushed;
        this.windows = windows;
        this.sources = sources;
        this.startsBehind = startsBehind;
    }

    /** Counts records of the log; what was received in the same second is gathered first. */
    void count(List<LogRecord> records) {
        Tallies gathered = Tallies.ofABatch();
        long second = NONE;
        boolean now = false;
        for (LogRecord next : records) {
            if (next instanceof EventRecord event) {
                long its = Math.floorDiv(event.receivedMillis(), 1000L);
                boolean isLive = event.offset() > startsBehind;
                if (its != second || isLive != now) {
                    add(gathered, second, now);
                    second = its;
                    now = isLive;
                }
                gathered.of(
                                event.sealed().event().eventType(),
                                event.sealed().event().category())
                        .add(event.sealed());
                if (isLive) {
                    sources.add(event.sealed());
                }
            }
        }
        add(gathered, second, now);
    }

    private void add(Tallies gathered, long second, boolean isLive) {
        if (gathered.isEmpty()) {
            return;
        }
        Instant receivedAt = Instant.ofEpochSecond(second);
        unflushed.of(receivedAt).add(gathered);
        if (isLive) {
            live.add(gathered);
            windows.add(second, gathered);
        }
        gathered.clear();
    }

    /** Counts what an adapter's instance did. */
    void count(DeliveryObserved observed, Instant now) {
        live.add(observed);
        windows.add(now.getEpochSecond(), observed);
    }

    /**
     * Counts what the log does not know.
     *
     * @param end offset of the last record that the log had when it was told
     */
    void count(IntakeObserved observed, Instant now, long end) {
        Tallies gathered = Tallies.ofABatch();
        observed.byKind().forEach((kind, tally) -> {
            if (tally.refused() > 0) {
                gathered.of(kind.eventType(), kind.category()).add(tally, now.toEpochMilli());
            } else {
                times.add(kind, tally.nanos(), now, end);
            }
        });
        long second = now.getEpochSecond();
        if (!gathered.isEmpty()) {
            unflushed.of(now).add(gathered);
            windows.add(second, gathered);
            live.add(gathered);
        }
        windows.add(second, observed);
        live.add(observed);
    }

    /**
     * Counts the time that was spent on events which are counted by now; on those that were known already it is nobody's.
     *
     * @param upTo offset of the last record that was counted
     */
    void countTimes(long upTo) {
        for (ValidationTimes.Spent spent : times.settled(upTo)) {
            if (!spent.nanos().isEmpty()) {
                spent.nanos().forEach(unflushed.of(spent.at())::addTime);
                windows.addTimes(spent.at().getEpochSecond(), spent.nanos());
                spent.nanos().forEach(live::addTime);
            }
        }
    }
}
