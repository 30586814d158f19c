package dev.crossfade.bus;

import java.time.Duration;

/** Asks persistence to bring all that is in the event log to the database, and to answer by the deadline. */
public record Drain(Duration deadline) {}
