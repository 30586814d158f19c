package dev.crossfade.event;

/**
 * Finishes drafts and reads finished events back: what the event log needs to know of events. One instance belongs to
 * one thread.
 */
public interface EventCodec {
    /** Numbers, sums and encodes a draft. Never fails: whatever could fail was judged when the draft was made. */
    SealedEvent seal(EventDraft draft, String node, long sequenceId);

    /**
     * Reads an event back from its encoding.
     *
     * @throws IllegalArgumentException where the bytes are no event that {@link #seal} wrote
     */
    MonitoringEvent decode(byte[] json);
}
