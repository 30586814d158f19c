package dev.crossfade.bus;

/** Asks for the live counters. */
public record MetricsQuery() {}
