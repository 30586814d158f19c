package dev.crossfade.event;

/** What events are told apart by where they are counted. */
public record EventKind(String eventType, Category category) {}
