package dev.crossfade.config;

/** What came of reading the configuration: everything, or every reason why not. */
public sealed interface Reading permits Loaded, Rejected {}
