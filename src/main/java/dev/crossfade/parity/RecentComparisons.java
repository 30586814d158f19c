package dev.crossfade.parity;

import java.util.Arrays;

/** Comparisons, and how many of them were mismatches, of each second of the last hour. Confined to its owner. */
final class RecentComparisons {
    private static final int SECONDS = 3600;
    private static final long MICROS = 1_000_000;

    private final int[] comparisons = new int[SECONDS];
    private final int[] mismatches = new int[SECONDS];
    private long newest;

    void add(boolean mismatch, long micros) {
        reach(micros);
        int at = (int) (newest % SECONDS);
        comparisons[at]++;
        mismatches[at] += mismatch ? 1 : 0;
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
        reach(micros);
        long sum = 0;
        for (long second = newest - Math.min(Math.min(seconds, SECONDS), newest) + 1; second <= newest; second++) {
            sum += counts[(int) (second % SECONDS)];
        }
        return sum;
    }

    /** A clock that goes back counts in the newest second that there was. */
    private void reach(long micros) {
        long second = micros / MICROS;
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
