package dev.crossfade.parity;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.crossfade.bus.ParityCounts;
import dev.crossfade.bus.ParityWindow;
import dev.crossfade.event.Category;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts what is counted into minutes: each is what the totals have grown by since the one before, so all of them together
 * are the totals. Confined to its owner.
 */
final class CountedMinutes {
    /** Of a day in which the event log takes nothing; beyond them the last one goes on for as long as that lasts. */
    private static final int MOST_WAITING = 1440;

    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
    private final Deque<ParityWindow> waiting = new ArrayDeque<>();
    private Map<Category, ParityCounts> taken = Map.of();
    private long minute;

    /** What is counted is asked for only where a minute is over. */
    interface Counting {
        /** Offset in the event log up to which events are among the totals. */
        long upTo();

        Map<Category, ParityCounts> totals();
    }

    /** Goes on after the last minute of an earlier start, with one that began then. */
    void restore(Map<Category, ParityCounts> noted, long minuteMicros) {
        taken = noted;
        minute = minuteMicros;
    }

    /** Ends the minute where another one has come; to be called before anything of that is counted. */
    void turn(long micros, Counting counting) {
        long now = Micros.minute(micros);
        if (now != minute && end(counting)) {
            minute = now;
        }
    }

    /**
     * Ends the minute now.
     *
     * @return false where too many wait, so that it goes on
     */
    boolean end(Counting counting) {
        Map<Category, ParityCounts> totals = counting.totals();
        Map<Category, ParityCounts> counted = since(taken, totals);
        if (counted.isEmpty()) {
            return true;
        }
        if (waiting.size() >= MOST_WAITING) {
            return false;
        }
        taken = totals;
        waiting.addLast(
                new ParityWindow(ids.generate(), counting.upTo(), Micros.instant(minute), counted, Map.copyOf(totals)));
        return true;
    }

    private static Map<Category, ParityCounts> since(
            Map<Category, ParityCounts> before, Map<Category, ParityCounts> totals) {
        Map<Category, ParityCounts> counted = new EnumMap<>(Category.class);
        totals.forEach((category, counts) -> {
            ParityCounts more = counts.since(before.getOrDefault(category, ParityCounts.NONE));
            if (!more.isNone()) {
                counted.put(category, more);
            }
        });
        return counted;
    }

    /** Begin of the minute that is not over. */
    long minute() {
        return minute;
    }

    /** Minutes that are over and that the event log does not have, the oldest first. */
    List<ParityWindow> waiting() {
        return List.copyOf(waiting);
    }

    /** The event log has these. */
    void noted(List<ParityWindow> windows) {
        waiting.removeAll(windows);
    }
}
