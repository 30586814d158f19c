package dev.crossfade.parity;

import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.SealedEvent;
import java.util.Optional;
import java.util.UUID;

/** Is told every mismatch, at the moment it is found. */
interface Findings {
    /**
     * The event that is told of.
     *
     * @param accepted itself; empty where it is not kept any more
     */
    record Subject(UUID id, long sequenceId, Category category, Optional<SealedEvent> accepted) {}

    /** The adapter did not deliver it. */
    void missing(Subject subject, Adapter adapter, long micros);

    /** The websocket adapter delivered something else. */
    void changed(Subject subject, SealedEvent delivered, long micros);

    /** The realtime adapter delivered something else. */
    void changed(Subject subject, FeedRow delivered, long micros);
}
