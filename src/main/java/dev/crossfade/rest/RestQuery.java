package dev.crossfade.rest;

import java.util.List;

/**
 * Which stored events are wanted, and what of each.
 *
 * @param columns members of each object, in this order; none: empty objects
 * @param where on all of these conditions
 * @param order in this order, then by position
 * @param limit most rows, 0 to {@value #MOST_ROWS}
 * @param offset rows to pass over
 * @param counted whether it is asked how many rows there are without limit and offset
 * @param bodied whether the rows themselves are wanted, not just how many they are
 */
public record RestQuery(
        List<Selected> columns,
        Condition where,
        List<Ordering> order,
        int limit,
        long offset,
        boolean counted,
        boolean bodied) {
    /** Most rows of one answer, and as many as come where nothing is said. */
    public static final int MOST_ROWS = 1000;

    /** Most bytes of JSON in one answer, but for its last row; also most bytes stored, but for the last. */
    static final int MOST_BYTES = 4 << 20;

    /** The names of the members, in their order. */
    public List<String> names() {
        return columns.stream().map(Selected::name).toList();
    }
}
