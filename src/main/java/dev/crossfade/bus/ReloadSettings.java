package dev.crossfade.bus;

/** Reads the file and the environment again now. */
public record ReloadSettings() {}
