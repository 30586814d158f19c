package dev.crossfade.bus;

import java.util.List;

/** The newest stored change of each override, by key; those that were dropped are among them. */
public record StoredOverrides(List<StoredOverride> overrides) {}
