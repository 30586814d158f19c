package dev.crossfade.bus;

import java.util.List;

/**
 * The database has refused events of this node for good; they are dead letters now.
 *
 * @param sequenceIds theirs, one or more
 */
public record DeadLettered(List<Long> sequenceIds) {
    public DeadLettered {
        sequenceIds = List.copyOf(sequenceIds);
    }
}
