package dev.crossfade.eventlog;

/**
 * The log at one moment.
 *
 * @param endOffset offset of the newest durable record; 0 when there has never been one
 * @param checkpoint offset up to which everything is safe elsewhere; 0 before the first
 * @param lastSequenceId sequence id of the newest durable event; 0 when there has never been one
 * @param bytes on disk (in memory, for the engine without a disk)
 * @param maxBytes the bound on {@code bytes}
 * @param backlogBytes of the records above the checkpoint, to within 64 KiB; 0 when there is no backlog
 * @param oldestBacklogMillis when the oldest record above the checkpoint was received, in milliseconds since the
 *     epoch; 0 when there is no backlog
 * @param accepting whether an append now can be expected to succeed; where the last one met a full disk the next is
 *     tried all the same
 * @param problem why not, or what was found damaged at start; empty when all is well
 */
public record LogStats(
        long endOffset,
        long checkpoint,
        long lastSequenceId,
        long bytes,
        long maxBytes,
        long backlogBytes,
        long oldestBacklogMillis,
        boolean accepting,
        String problem) {

    /** Records that are not yet safe elsewhere: events, and the few notes between them. */
    public long backlog() {
        return endOffset - checkpoint;
    }
}
