package dev.crossfade.eventlog;

import dev.crossfade.config.Settings;
import java.security.SecureRandom;

/**
 * The ids that were accepted lately: the newest so many, each for a window of time. Belongs to one thread.
 *
 * <p>A ring of two longs and a second for each id, oldest first, and a table that finds an id's place in it; both grow
 * only as they are needed. That is 28 bytes an id: 16 + 4 in the ring, and two table places of 4.
 */
final class RecentIds {
    private static final int LEAST_PLACES = 64;

    private final int capacity;
    private final int windowSeconds;
    private final long seed;
    private long[] ids;
    private int[] seconds;
    /** Place in the ring plus one, 0 for none; found by probing from the hash on. A power of two, never over half full. */
    private int[] table;

    private int oldest;
    private int size;
    private int newestSecond = Integer.MIN_VALUE;
    private long added;

    /**
     * @param capacity most ids; 0 knows none
     * @param windowSeconds how long an id is known at the least, unless {@code capacity} newer ones came
     * @param seed keeps senders from choosing ids that meet in the table
     */
    RecentIds(int capacity, int windowSeconds, long seed) {
        this.capacity = capacity;
        this.windowSeconds = windowSeconds;
        this.seed = seed;
        allot(Math.min(capacity, LEAST_PLACES));
    }

    /** An empty set within the configured bounds. */
    static RecentIds of(Settings.Log.Duplicates bounds) {
        long seconds = bounds.window().plusSeconds(1).minusNanos(1).toSeconds();
        return new RecentIds(bounds.ids(), (int) seconds, new SecureRandom().nextLong());
    }

    /**
     * Notes an id as accepted now.
     *
     * @param second of a clock that does not run backwards; if it does, it counts as standing still
     * @return false where the id is known already; it then keeps its place and time
     */
    boolean add(long high, long low, int second) {
        newestSecond = Math.max(newestSecond, second);
        while (size > 0 && newestSecond - (long) seconds[oldest] > windowSeconds) {
            dropOldest();
        }
        if (capacity == 0) {
            return true;
        }
        if (table[find(high, low)] != 0) {
            return false;
        }
        if (size == capacity) {
            dropOldest();
        } else if (size == seconds.length) {
            grow();
        }
        put(place(size), high, low, newestSecond);
        size++;
        added++;
        return true;
    }

    /** How many were noted so far: a mark to go back to. */
    long mark() {
        return added;
    }

    /** Forgets what was noted since a mark. What had to make room for it stays forgotten. */
    void takeBack(long mark) {
        while (added > mark && size > 0) {
            size--;
            added--;
            clear(place(size));
        }
        added = mark;
    }

    int size() {
        return size;
    }

    private void allot(int places) {
        ids = new long[2 * places];
        seconds = new int[places];
        table = new int[Math.max(2, Integer.highestOneBit(Math.max(1, 2 * places - 1)) << 1)];
    }

    private void grow() {
        long[] oldIds = ids;
        int[] oldSeconds = seconds;
        allot((int) Math.min(capacity, 2L * oldSeconds.length));
        for (int i = 0, from = oldest; i < size; i++, from = from + 1 == size ? 0 : from + 1) {
            put(i, oldIds[2 * from], oldIds[2 * from + 1], oldSeconds[from]);
        }
        oldest = 0;
    }

    private int place(int age) {
        int place = oldest + age;
        return place >= seconds.length ? place - seconds.length : place;
    }

    private void put(int place, long high, long low, int second) {
        ids[2 * place] = high;
        ids[2 * place + 1] = low;
        seconds[place] = second;
        table[find(high, low)] = place + 1;
    }

    private void dropOldest() {
        clear(oldest);
        oldest = place(1);
        size--;
    }

    /** Where in the table an id is, or would be. */
    private int find(long high, long low) {
        int at = hash(high, low);
        while (table[at] != 0 && !isAt(table[at] - 1, high, low)) {
            at = (at + 1) & (table.length - 1);
        }
        return at;
    }

    private boolean isAt(int place, long high, long low) {
        return ids[2 * place] == high && ids[2 * place + 1] == low;
    }

    private int hash(long high, long low) {
        long mixed = (high ^ seed) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32) ^ low) * 0xD6E8FEB86659FD93L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return (int) (mixed >>> 32) & (table.length - 1);
    }

    /** Empties an id's table place and moves those after it up, so that no probe ends too early. */
    private void clear(int place) {
        int gap = find(ids[2 * place], ids[2 * place + 1]);
        int last = table.length - 1;
        for (int at = (gap + 1) & last; table[at] != 0; at = (at + 1) & last) {
            int moved = table[at] - 1;
            int home = hash(ids[2 * moved], ids[2 * moved + 1]);
            if (((at - home) & last) >= ((at - gap) & last)) {
                table[gap] = table[at];
                gap = at;
            }
        }
        table[gap] = 0;
    }

    /** Bytes that it holds now. */
    long bytes() {
        return (long) ids.length * Long.BYTES
                + (long) seconds.length * Integer.BYTES
                + (long) table.length * Integer.BYTES;
    }
}
