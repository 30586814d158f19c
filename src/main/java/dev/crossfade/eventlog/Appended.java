package dev.crossfade.eventlog;

/**
 * Where a batch came to lie.
 *
 * @param firstSequenceId the sequence id of the batch's first new event; 0 where it has none
 * @param lastSequenceId the sequence id of its last; the batch's ids are contiguous
 * @param duplicates events of the batch that the log has already, under the same id; they are not stored again
 */
public record Appended(long firstSequenceId, long lastSequenceId, int duplicates) {}
