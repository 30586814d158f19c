package dev.crossfade.bus;

/** They are in the database. */
public record FeedCursorsSaved() {}
