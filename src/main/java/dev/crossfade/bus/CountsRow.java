package dev.crossfade.bus;

import dev.crossfade.event.EventKind;
import java.time.Instant;

/**
 * What was counted of one kind of event in one span of time: an hour where nothing else is said.
 *
 * @param start of the span, UTC; events belong to the one in which they were received
 * @param kind one of at most 1,000 event types, or {@code __other__}, in each category
 */
public record CountsRow(Instant start, EventKind kind, Counts counts) {}
