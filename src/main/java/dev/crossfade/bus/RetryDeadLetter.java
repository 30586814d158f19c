package dev.crossfade.bus;

/** Try this dead letter now, before it is due and also where it has failed. */
public record RetryDeadLetter(long id) {}
