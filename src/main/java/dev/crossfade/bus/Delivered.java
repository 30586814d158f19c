package dev.crossfade.bus;

import dev.crossfade.event.SealedEvent;
import java.time.Instant;
import java.util.List;

/** What one instance of an adapter delivered, a batch at a time, in its order; to anybody or to nobody. Shared: never changed. */
public sealed interface Delivered {
    /** Tells the instance from others of the same adapter. */
    String instance();

    /** Everything of this node up to this sequence id has passed the instance by now; 0 before the first. */
    long passedUpTo();

    /** When it was written. */
    Instant at();

    /**
     * By websocket.
     *
     * @param events of its routes, this node's
     */
    record Live(String instance, List<SealedEvent> events, long passedUpTo, Instant at) implements Delivered {}

    /**
     * By realtime.
     *
     * @param rows of its routes, of all nodes
     */
    record Stored(String instance, List<FeedRow> rows, long passedUpTo, Instant at) implements Delivered {}
}
