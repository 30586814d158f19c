package dev.crossfade.config;

import java.util.List;

/** A configuration that cannot come into force, with all that is wrong with it; never empty. */
public record Rejected(List<Problem> problems) implements Reading {}
