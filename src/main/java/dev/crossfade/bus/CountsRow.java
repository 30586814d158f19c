package dev.crossfade.bus;

import dev.crossfade.event.EventKind;
import java.time.Instant;

/**
 * What was counted of one kind of event in one hour.
 *
 * @param hour when it began, UTC; events belong to the hour in which they were received
 * @param kind one of at most 1,000 event types, or {@code __other__}, in each category
 */
public record CountsRow(Instant hour, EventKind kind, Counts counts) {}
