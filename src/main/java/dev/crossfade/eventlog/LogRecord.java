package dev.crossfade.eventlog;

import dev.crossfade.event.SealedEvent;

/**
 * One record of the log as its readers see it.
 *
 * @param offset its place in the log
 * @param sealed the event and its encoding
 */
public record LogRecord(long offset, SealedEvent sealed) {}
