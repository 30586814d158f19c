package dev.crossfade.ingest;

import java.util.Arrays;

/** Where the events of a body lie; grows while the body is split, then is only read. */
final class Slices {
    private static final int FIRST_CAPACITY = 16;

    private int[] index = new int[FIRST_CAPACITY];
    private int[] from = new int[FIRST_CAPACITY];
    private int[] to = new int[FIRST_CAPACITY];
    private int count;

    void add(int sliceIndex, int sliceFrom, int sliceTo) {
        if (count == index.length) {
            index = Arrays.copyOf(index, count * 2);
            from = Arrays.copyOf(from, count * 2);
            to = Arrays.copyOf(to, count * 2);
        }
        index[count] = sliceIndex;
        from[count] = sliceFrom;
        to[count] = sliceTo;
        count++;
    }

    int count() {
        return count;
    }

    /** What the sender calls the slice: its place in the array, or its line, from 0. */
    int index(int slice) {
        return index[slice];
    }

    /** First byte. */
    int from(int slice) {
        return from[slice];
    }

    /** One past the last byte. */
    int to(int slice) {
        return to[slice];
    }
}
