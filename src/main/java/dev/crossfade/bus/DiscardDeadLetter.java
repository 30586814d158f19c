package dev.crossfade.bus;

/** Delete this dead letter and answer it, so that it can be kept elsewhere. */
public record DiscardDeadLetter(long id) {}
