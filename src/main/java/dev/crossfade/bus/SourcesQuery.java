package dev.crossfade.bus;

import java.util.Optional;

/**
 * Asks what each source sent, in the order of their names.
 *
 * @param after only sources behind this one
 * @param limit most sources, 1 or more
 */
public record SourcesQuery(Optional<String> after, int limit) {}
