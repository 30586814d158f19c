package dev.crossfade.event;

import java.util.Optional;
import java.util.UUID;

/**
 * Finishes drafts and reads finished events back: what the event log needs to know of events. One instance belongs to
 * one thread.
 */
public interface EventCodec {
    /** So many bytes of an encoding are enough to know the id. */
    int ID_WITHIN = 64;

    /** Numbers, sums and encodes a draft. Never fails: whatever could fail was judged when the draft was made. */
    SealedEvent seal(EventDraft draft, String node, long sequenceId);

    /**
     * Reads an event back from its encoding.
     *
     * @throws IllegalArgumentException where the bytes are no event that {@link #seal} wrote
     */
    MonitoringEvent decode(byte[] json);

    /**
     * Reads the id of an event back; empty where the bytes do not begin as those of {@link #seal} do.
     *
     * @param json the first {@link #ID_WITHIN} bytes of its encoding, or more
     */
    Optional<UUID> id(byte[] json);
}
