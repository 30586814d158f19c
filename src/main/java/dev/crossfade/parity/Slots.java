package dev.crossfade.parity;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.SealedEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * The dual-written events that are followed, in the order of their sequence ids: plain arrays in pages, as many as are in
 * use, 80 bytes an event. An event has a place, the same as long as it is followed. Confined to its owner.
 *
 * <p>In pages, since one array of each kind for all would have to be copied when it grows, would never shrink again, and
 * would be of a size that the collector has to give whole regions to.
 */
final class Slots {
    private static final int PAGE_BITS = 10;
    private static final int PAGE_SLOTS = 1 << PAGE_BITS;
    /** Pages that are kept for the next events, so that a steady stream of them makes none. */
    private static final int MOST_SPARE = 8;

    private static final int FIRST_PAGES = 16;

    private final CRC32C crc = new CRC32C();
    private final Deque<Page> spare = new ArrayDeque<>(MOST_SPARE);
    /** Each at its number modulo their count, a power of two. */
    private Page[] pages = new Page[FIRST_PAGES];

    private long first;
    private long end;
    private long keptFrom;
    private long keptBytes;

    private static final class Page {
        private final long[] sequenceIds = new long[PAGE_SLOTS];
        private final long[] fingerprints = new long[PAGE_SLOTS];
        private final long[] receivedMicros = new long[PAGE_SLOTS];
        private final long[] idsHigh = new long[PAGE_SLOTS];
        private final long[] idsLow = new long[PAGE_SLOTS];
        private final long[] byWebsocket = new long[PAGE_SLOTS];
        private final long[] byRealtime = new long[PAGE_SLOTS];
        private final int[] sums = new int[PAGE_SLOTS];
        private final Category[] categories = new Category[PAGE_SLOTS];
        private final short[] marks = new short[PAGE_SLOTS];
        private final SealedEvent[] events = new SealedEvent[PAGE_SLOTS];
    }

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
        if (slot(end) == 0) {
            openPage();
        }
        MonitoringEvent told = event.event();
        Page page = page(end);
        int at = slot(end);
        page.sequenceIds[at] = told.sequenceId();
        page.fingerprints[at] = Fingerprint.of(told);
        page.receivedMicros[at] = Micros.of(told.receivedAt());
        page.idsHigh[at] = told.id().getMostSignificantBits();
        page.idsLow[at] = told.id().getLeastSignificantBits();
        page.sums[at] = sum(event.json());
        page.categories[at] = told.category();
        page.marks[at] = 0;
        page.byWebsocket[at] = 0;
        page.byRealtime[at] = 0;
        page.events[at] = event;
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
        if (slot(++first) == 0) {
            closePage(number(first) - 1);
        }
    }

    private void forgetEvent() {
        release(keptFrom++);
    }

    /** Lets go of the event itself, which nobody is to be shown any more; its place remains. */
    void release(long place) {
        SealedEvent[] events = page(place).events;
        int at = slot(place);
        if (events[at] != null) {
            keptBytes -= events[at].json().length;
            events[at] = null;
        }
    }

    /**
     * Looks for an event.
     *
     * @param hint where it probably is
     * @return its place, or -1 where it is not followed
     */
    long find(long sequenceId, long hint) {
        if (hint >= first && hint < end && sequenceId(hint) == sequenceId) {
            return hint;
        }
        long low = first;
        long high = end - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            long there = sequenceId(middle);
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
        return page(place).sequenceIds[slot(place)];
    }

    UUID id(long place) {
        return new UUID(page(place).idsHigh[slot(place)], page(place).idsLow[slot(place)]);
    }

    Category category(long place) {
        return page(place).categories[slot(place)];
    }

    /** When it was received, in microseconds since the epoch. */
    long receivedMicros(long place) {
        return page(place).receivedMicros[slot(place)];
    }

    /** The event itself; null where it is not kept any more. */
    SealedEvent event(long place) {
        return page(place).events[slot(place)];
    }

    /** Whether it has the checksum that was accepted, made with the same key. */
    boolean hasChecksumOf(long place, MonitoringEvent event) {
        return page(place).fingerprints[slot(place)] == Fingerprint.of(event);
    }

    boolean hasBytes(long place, byte[] json) {
        return page(place).sums[slot(place)] == sum(json);
    }

    private int sum(byte[] json) {
        crc.reset();
        crc.update(json, 0, json.length);
        return (int) crc.getValue();
    }

    /** The instances of an adapter that have delivered it, a bit each. */
    long delivered(Adapter adapter, long place) {
        return by(adapter, place)[slot(place)];
    }

    void deliver(Adapter adapter, long place, long instance) {
        by(adapter, place)[slot(place)] |= instance;
    }

    private long[] by(Adapter adapter, long place) {
        return adapter == Adapter.WEBSOCKET ? page(place).byWebsocket : page(place).byRealtime;
    }

    /** Whether it has any of these marks, which its owner gives a meaning to. */
    boolean has(long place, int mark) {
        return (page(place).marks[slot(place)] & mark) != 0;
    }

    void mark(long place, int mark) {
        short[] marks = page(place).marks;
        int at = slot(place);
        marks[at] = (short) (marks[at] | mark);
    }

    private Page page(long place) {
        return pages[index(number(place))];
    }

    private static int slot(long place) {
        return (int) place & (PAGE_SLOTS - 1);
    }

    private static long number(long place) {
        return place >>> PAGE_BITS;
    }

    private int index(long number) {
        return (int) number & (pages.length - 1);
    }

    private void openPage() {
        if (number(end) - number(first) == pages.length) {
            Page[] before = pages;
            pages = new Page[2 * before.length];
            for (long number = number(first); number < number(end); number++) {
                pages[index(number)] = before[(int) number & (before.length - 1)];
            }
        }
        pages[index(number(end))] = spare.isEmpty() ? new Page() : spare.pop();
    }

    private void closePage(long number) {
        Page page = pages[index(number)];
        pages[index(number)] = null;
        if (spare.size() < MOST_SPARE) {
            spare.push(page);
        }
    }
}
