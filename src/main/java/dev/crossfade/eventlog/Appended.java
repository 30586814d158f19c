package dev.crossfade.eventlog;

/**
 * Where a batch came to lie.
 *
 * @param firstSequenceId the sequence id of the batch's first event
 * @param lastSequenceId the sequence id of its last; the batch's ids are contiguous
 */
public record Appended(long firstSequenceId, long lastSequenceId) {}
