package dev.crossfade.bus;

import dev.crossfade.event.Category;
import java.util.List;

/**
 * Checksums of stored events of one node.
 *
 * @param rows in the order of their sequence ids
 */
public record StoredChecksums(List<Row> rows) {
    public StoredChecksums {
        rows = List.copyOf(rows);
    }

    /**
     * What is known of one event.
     *
     * @param dual whether both adapters are in its route
     */
    public record Row(long sequenceId, String checksum, Category category, boolean dual) {}
}
