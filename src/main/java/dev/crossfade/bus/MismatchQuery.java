package dev.crossfade.bus;

import dev.crossfade.event.Category;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which mismatches are wanted, newest first.
 *
 * @param after those behind the one with this number, that is with lesser numbers
 * @param limit 1 to 1000
 */
public record MismatchQuery(Optional<Category> category, OptionalLong after, int limit) {}
