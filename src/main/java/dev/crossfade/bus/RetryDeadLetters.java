package dev.crossfade.bus;

/** Make all dead letters due that wait or have failed, and begin with them. */
public record RetryDeadLetters() {}
