package dev.crossfade.bus;

/** Asks how the two adapters compare now. */
public record ParityQuery() {}
