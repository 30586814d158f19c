package dev.crossfade.eventlog;

import java.util.OptionalLong;

/** When records of the last quarter of an hour were received, to within a quarter of a second. Used by any thread. */
final class RecentTimes {
    private static final int NOTES = 4096;
    private static final long SPAN_MILLIS = 250;

    private final long[] offsets = new long[NOTES];
    private final long[] millis = new long[NOTES];
    private long count;

    /**
     * Notes when a record was received that comes after a pause, or after others that were received about when the last
     * noted one was. Takes the place of the oldest note where there are too many.
     *
     * @param offset greater than that of every note before
     */
    synchronized void note(long offset, long receivedMillis) {
        if (count > 0 && Math.abs(receivedMillis - millis[(int) ((count - 1) % NOTES)]) < SPAN_MILLIS) {
            return;
        }
        int at = (int) (count++ % NOTES);
        offsets[at] = offset;
        millis[at] = receivedMillis;
    }

    /** When the last noted record up to that one was received; empty where all notes are of later ones. */
    synchronized OptionalLong receivedBefore(long offset) {
        long low = Math.max(0, count - NOTES);
        long high = count - 1;
        if (low > high || offsets[(int) (low % NOTES)] > offset) {
            return OptionalLong.empty();
        }
        while (low < high) {
            long middle = (low + high + 1) >>> 1;
            if (offsets[(int) (middle % NOTES)] <= offset) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return OptionalLong.of(millis[(int) (low % NOTES)]);
    }
}
