package dev.crossfade.rest;

import java.util.Optional;

/**
 * What rows are put in order by.
 *
 * @param nullsFirst where rows without the value go; empty: as PostgreSQL does it, as if it were larger than all others
 */
record Ordering(Operand operand, boolean descending, Optional<Boolean> nullsFirst) {}
