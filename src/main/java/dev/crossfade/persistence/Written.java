package dev.crossfade.persistence;

import java.util.Set;

/**
 * What a write that was not refused came to.
 *
 * @param added rows that were not there before
 * @param missing sequence ids of events that are not there all the same, since something in the database took them away in
 *     silence; known on the path {@link WritePath#FUNCTION} only
 */
record Written(int added, Set<Long> missing) {
    static final Written NOTHING = new Written(0, Set.of());
}
