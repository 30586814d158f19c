package dev.crossfade.bus;

/** The daemon is on its way down: it is not ready any more and takes no new events. */
public record Stopping() {}
