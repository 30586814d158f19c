package dev.crossfade.bus;

/** How many records of the event log are not in the database. */
public record Drained(long left) {}
