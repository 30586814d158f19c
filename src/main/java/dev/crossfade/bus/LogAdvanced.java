package dev.crossfade.bus;

/** The event log is durable up to and including this offset. */
public record LogAdvanced(long endOffset) {}
