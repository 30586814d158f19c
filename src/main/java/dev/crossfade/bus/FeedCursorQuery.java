package dev.crossfade.bus;

/** Asks up to where the client of that key has been served on that channel. */
public record FeedCursorQuery(String key, String channel) {}
