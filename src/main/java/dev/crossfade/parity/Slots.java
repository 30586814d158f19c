package dev.crossfade.parity;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.SealedEvent;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The dual-written events that are followed, in the order of their sequence ids: a ring of plain arrays, which grows as it
 * must, 80 bytes an event. An event has a place in it, the same as long as it is followed. Confined to its owner.
 */
final class Slots {
    private static final int FIRST_CAPACITY = 1024;

    private final CRC32C crc = new CRC32C();
    private long[] sequenceIds = new long[FIRST_CAPACITY];
    private long[] fingerprints = new long[FIRST_CAPACITY];
    private long[] receivedMicros = new long[FIRST_CAPACITY];
    private long[] idsHigh = new long[FIRST_CAPACITY];
    private long[] idsLow = new long[FIRST_CAPACITY];
    private long[] byWebsocket = new long[FIRST_CAPACITY];
    private long[] byRealtime = new long[FIRST_CAPACITY];
    private int[] sums = new int[FIRST_CAPACITY];
    private Category[] categories = new Category[FIRST_CAPACITY];
    private short[] marks = new short[FIRST_CAPACITY];
    private SealedEvent[] events = new SealedEvent[FIRST_CAPACITY];
    private long first;
    private long end;
    private long keptFrom;
    private long keptBytes;

    /** Place of the oldest one. */
    long first() {
        return first;
    }

    /** The place behind the newest one. */
    long end() {
        return end;
    }

    long size() {
        return end - first;
    }

    /**
     * Adds the next one, and forgets the oldest events themselves where they are too many bytes to be kept.
     *
     * @param event with a greater sequence id than all that were added before
     */
    void add(SealedEvent event, long mostBytes) {
        if (size() == sequenceIds.length) {
            grow();
        }
        MonitoringEvent told = event.event();
        int at = index(end);
        sequenceIds[at] = told.sequenceId();
        fingerprints[at] = Fingerprint.of(told);
        receivedMicros[at] = Micros.of(told.receivedAt());
        idsHigh[at] = told.id().getMostSignificantBits();
        idsLow[at] = told.id().getLeastSignificantBits();
        sums[at] = sum(event.json());
        categories[at] = told.category();
        marks[at] = 0;
        byWebsocket[at] = 0;
        byRealtime[at] = 0;
        events[at] = event;
        end++;
        keptBytes += event.json().length;
        while (keptBytes > mostBytes) {
            forgetEvent();
        }
    }

    /** Follows the oldest one no longer. */
    void removeFirst() {
        if (keptFrom == first) {
            forgetEvent();
        }
        first++;
    }

    private void forgetEvent() {
        int at = index(keptFrom++);
        keptBytes -= events[at].json().length;
        events[at] = null;
    }

    /**
     * Looks for an event.
     *
     * @param hint where it probably is
     * @return its place, or -1 where it is not followed
     */
    long find(long sequenceId, long hint) {
        if (hint >= first && hint < end && sequenceIds[index(hint)] == sequenceId) {
            return hint;
        }
        long low = first;
        long high = end - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            long there = sequenceIds[index(middle)];
            if (there == sequenceId) {
                return middle;
            }
            if (there < sequenceId) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    long sequenceId(long place) {
        return sequenceIds[index(place)];
    }

    UUID id(long place) {
        return new UUID(idsHigh[index(place)], idsLow[index(place)]);
    }

    Category category(long place) {
        return categories[index(place)];
    }

    /** When it was received, in microseconds since the epoch. */
    long receivedMicros(long place) {
        return receivedMicros[index(place)];
    }

    /** The event itself; null where it is not kept any more. */
    SealedEvent event(long place) {
        return events[index(place)];
    }

    /** Whether it has the checksum that was accepted, made with the same key. */
    boolean hasChecksumOf(long place, MonitoringEvent event) {
        return fingerprints[index(place)] == Fingerprint.of(event);
    }

    boolean hasBytes(long place, byte[] json) {
        return sums[index(place)] == sum(json);
    }

    private int sum(byte[] json) {
        crc.reset();
        crc.update(json, 0, json.length);
        return (int) crc.getValue();
    }

    /** The instances of an adapter that have delivered it, a bit each. */
    long delivered(Adapter adapter, long place) {
        return by(adapter)[index(place)];
    }

    void deliver(Adapter adapter, long place, long instance) {
        by(adapter)[index(place)] |= instance;
    }

    private long[] by(Adapter adapter) {
        return adapter == Adapter.WEBSOCKET ? byWebsocket : byRealtime;
    }

    /** Whether it has any of these marks, which its owner gives a meaning to. */
    boolean has(long place, int mark) {
        return (marks[index(place)] & mark) != 0;
    }

    void mark(long place, int mark) {
        int at = index(place);
        marks[at] = (short) (marks[at] | mark);
    }

    private int index(long place) {
        return (int) (place & (sequenceIds.length - 1));
    }

    /** Doubles the arrays; what is in the first half goes to where its place is now. */
    private void grow() {
        sequenceIds = grown(sequenceIds);
        fingerprints = grown(fingerprints);
        receivedMicros = grown(receivedMicros);
        idsHigh = grown(idsHigh);
        idsLow = grown(idsLow);
        byWebsocket = grown(byWebsocket);
        byRealtime = grown(byRealtime);
        sums = twice(sums, Arrays.copyOf(sums, 2 * sums.length));
        categories = twice(categories, Arrays.copyOf(categories, 2 * categories.length));
        marks = twice(marks, Arrays.copyOf(marks, 2 * marks.length));
        events = twice(events, Arrays.copyOf(events, 2 * events.length));
    }

    private static long[] grown(long[] before) {
        return twice(before, Arrays.copyOf(before, 2 * before.length));
    }

    /** Each has one of both halves as its place, so both have all of them. */
    @SuppressWarnings("SuspiciousSystemArraycopy")
    private static <A> A twice(A before, A after) {
        int length = Array.getLength(before);
        System.arraycopy(before, 0, after, length, length);
        return after;
    }
}
