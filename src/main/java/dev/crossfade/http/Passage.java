package dev.crossfade.http;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.SealedEvent;
import java.util.List;

/**
 * What lies between what an adapter has read and what it delivers. Nothing does; a test may put a fault there, which then
 * reaches the clients and whoever observes what they were sent. Called on the context of the adapter's instance.
 */
interface Passage {
    /** Hands on everything as it is. */
    Passage OPEN = new Passage() {};

    /** What the websocket adapter delivers of what it has read. */
    default List<SealedEvent> websocket(List<SealedEvent> read) {
        return read;
    }

    /** What the realtime adapter delivers of what it has read. */
    default List<FeedRow> realtime(List<FeedRow> read) {
        return read;
    }
}
