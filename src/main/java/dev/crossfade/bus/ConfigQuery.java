package dev.crossfade.bus;

/** Asks how the configuration is doing. */
public record ConfigQuery() {}
