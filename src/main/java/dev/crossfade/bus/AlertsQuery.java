package dev.crossfade.bus;

/** Asks how it stands with the alerts. */
public record AlertsQuery() {}
