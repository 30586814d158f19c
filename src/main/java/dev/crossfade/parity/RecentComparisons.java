package dev.crossfade.parity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Comparisons, and how many of them were mismatches, of each second of the last hour. Confined to its owner. */
final class RecentComparisons {
    private static final int SECONDS = 3600;
    private static final long MICROS = 1_000_000;
    /** Seconds of what is kept as one: a bound on what is written each time. */
    private static final int SPAN = 10;

    private final int[] comparisons = new int[SECONDS];
    private final int[] mismatches = new int[SECONDS];
    private long newest;

    /**
     * Some seconds together.
     *
     * @param second since the epoch, the last of them
     */
    record Span(long second, int comparisons, int mismatches) {}

    void add(boolean mismatch, long micros) {
        reach(micros / MICROS);
        add(newest, 1, mismatch ? 1 : 0);
    }

    private void add(long second, int compared, int mismatched) {
        int at = (int) (second % SECONDS);
        comparisons[at] += compared;
        mismatches[at] += mismatched;
    }

    /** Of the last so many seconds, that of {@code micros} included; at most an hour. */
    long comparisons(long seconds, long micros) {
        return sum(comparisons, seconds, micros);
    }

    /** The same of the mismatches among them. */
    long mismatches(long seconds, long micros) {
        return sum(mismatches, seconds, micros);
    }

    private long sum(int[] counts, long seconds, long micros) {
        reach(micros / MICROS);
        long sum = 0;
        for (long second = oldest(seconds); second <= newest; second++) {
            sum += counts[(int) (second % SECONDS)];
        }
        return sum;
    }

    private long oldest(long seconds) {
        return newest - Math.min(Math.min(seconds, SECONDS), newest) + 1;
    }

    /** Of the last so many seconds up to the newest in which there was anything, for a later start. */
    List<Span> spans(long seconds) {
        List<Span> spans = new ArrayList<>();
        int compared = 0;
        int mismatched = 0;
        for (long second = oldest(seconds); second <= newest; second++) {
            int at = (int) (second % SECONDS);
            compared += comparisons[at];
            mismatched += mismatches[at];
            if (compared > 0 && (second % SPAN == SPAN - 1 || second == newest)) {
                spans.add(new Span(second, compared, mismatched));
                compared = 0;
                mismatched = 0;
            }
        }
        return spans;
    }

    /** Goes on from these, the oldest first; none of them is of the time to come. */
    void restore(List<Span> spans, long micros) {
        for (Span span : spans) {
            if (span.second() >= newest && span.second() <= micros / MICROS) {
                reach(span.second());
                add(span.second(), span.comparisons(), span.mismatches());
            }
        }
    }

    /** A clock that goes back counts in the newest second that there was. */
    private void reach(long second) {
        if (second - newest >= SECONDS) {
            Arrays.fill(comparisons, 0);
            Arrays.fill(mismatches, 0);
            newest = second;
        }
        while (newest < second) {
            newest++;
            comparisons[(int) (newest % SECONDS)] = 0;
            mismatches[(int) (newest % SECONDS)] = 0;
        }
    }
}
