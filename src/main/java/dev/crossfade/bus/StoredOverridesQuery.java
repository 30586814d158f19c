package dev.crossfade.bus;

/** Asks for what the database knows of overrides. */
public record StoredOverridesQuery() {}
