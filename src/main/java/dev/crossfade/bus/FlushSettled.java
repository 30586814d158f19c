package dev.crossfade.bus;

import java.util.UUID;

/**
 * A flush of metrics has left the event log. It may be told twice.
 *
 * @param stored whether it is in the database; else the database refuses it for good and it was passed over
 */
public record FlushSettled(UUID id, boolean stored) {}
