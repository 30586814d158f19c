package dev.crossfade.routing;

import dev.crossfade.event.Adapter;
import java.util.Map;
import java.util.UUID;

/**
 * What share of the events each adapter may take now. Immutable; for use by any thread.
 *
 * <p>Which events those are depends on the id alone, by a hash that has nothing in common with {@link Bucket}, so an adapter
 * on probation takes an even share of the events inside a category's percentage as well as of those outside. Raising a
 * share only ever adds events.
 *
 * @param websocket hundredths of a percent of the events that it may take, 0 to 10000
 * @param realtime the same
 */
public record Guards(int websocket, int realtime) {
    /** Both adapters take what their routes say. */
    public static final Guards CLOSED = new Guards(Bucket.COUNT, Bucket.COUNT);

    /** What an adapter takes that no guard holds back. */
    static final double ALL_PERCENT = 100;

    private static final int HALF = 32;

    /**
     * The guards that let these shares through.
     *
     * @param shares of each adapter, 0 to 1; one that is missing takes everything
     */
    public static Guards of(Map<Adapter, Double> shares) {
        return new Guards(
                buckets(shares.getOrDefault(Adapter.WEBSOCKET, 1.0)),
                buckets(shares.getOrDefault(Adapter.REALTIME, 1.0)));
    }

    /** Whether nothing has to be asked of any event. */
    public boolean areClosed() {
        return websocket == Bucket.COUNT && realtime == Bucket.COUNT;
    }

    /** Whether the adapter may take that event. */
    public boolean admit(Adapter adapter, UUID id) {
        int buckets = adapter == Adapter.WEBSOCKET ? websocket : realtime;
        return buckets == Bucket.COUNT || (buckets > 0 && place(id) < buckets);
    }

    /** The share of its events that the adapter may take, in percent. */
    double percentOf(Adapter adapter) {
        return (adapter == Adapter.WEBSOCKET ? websocket : realtime) * ALL_PERCENT / Bucket.COUNT;
    }

    private static int buckets(double share) {
        return (int) Math.max(0, Math.min(Bucket.COUNT, Math.round(share * Bucket.COUNT)));
    }

    /** Both halves of the id through the finaliser of splitmix64, since ids that count up differ in few bits. */
    private static int place(UUID id) {
        long mixed = mix(mix(id.getMostSignificantBits() + 0x9E3779B97F4A7C15L) ^ id.getLeastSignificantBits());
        return (int) (((mixed >>> HALF) * Bucket.COUNT) >>> HALF);
    }

    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
