package dev.crossfade.bus;

/** Asks how it stands with the dead letters. */
public record DeadLetterStatisticsQuery() {}
