package dev.crossfade.http;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all instances of the server share of their bounds.
 *
 * @param connections open now
 * @param bodies bytes of request bodies that are being received or judged
 * @param liveClients bytes that wait for live clients to read them
 */
public record HttpBounds(AtomicInteger connections, ByteBudget bodies, ByteBudget liveClients) {
    private static final int SHARE_OF_HEAP = 8;

    /** Nothing open yet; each budget an eighth of the heap. */
    public static HttpBounds fresh() {
        return new HttpBounds(new AtomicInteger(), ByteBudget.ofHeap(SHARE_OF_HEAP), ByteBudget.ofHeap(SHARE_OF_HEAP));
    }
}
