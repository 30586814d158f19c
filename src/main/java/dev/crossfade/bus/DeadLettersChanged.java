package dev.crossfade.bus;

/**
 * What was done with many dead letters at once.
 *
 * @param count how many they were
 */
public record DeadLettersChanged(int count) {}
