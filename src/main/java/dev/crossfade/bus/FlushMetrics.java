package dev.crossfade.bus;

/**
 * Flush the metrics now.
 *
 * @param awaitStored whether the answer waits, for a while, until they are in the database; else until the event log has
 *     them
 */
public record FlushMetrics(boolean awaitStored) {}
