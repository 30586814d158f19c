package dev.crossfade.persistence;

import dev.crossfade.bus.MetricsSnapshot.Bucket;
import dev.crossfade.bus.PersistenceObserved;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How long batches took from being sent until they were committed, since the start. Belongs to one thread. */
final class WriteTimes {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double[] BOUNDS_MILLIS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000};

    /** One for each bound, and one for what took longer than all of them. */
    private final long[] counts = new long[BOUNDS_MILLIS.length + 1];

    private double sumMillis;

    void add(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        int place = Arrays.binarySearch(BOUNDS_MILLIS, millis);
        counts[place >= 0 ? place : -place - 1]++;
        sumMillis += millis;
    }

    PersistenceObserved.Writes observed() {
        List<Bucket> buckets = new ArrayList<>();
        long upTo = 0;
        for (int place = 0; place < counts.length; place++) {
            upTo += counts[place];
            buckets.add(
                    new Bucket(place < BOUNDS_MILLIS.length ? BOUNDS_MILLIS[place] : Double.POSITIVE_INFINITY, upTo));
        }
        return new PersistenceObserved.Writes(buckets, sumMillis);
    }
}
