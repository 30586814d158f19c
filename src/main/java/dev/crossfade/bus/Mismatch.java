package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A dual-written event that an adapter did not deliver, or not as it was accepted.
 *
 * @param number 1, 2, 3 … since the start, in the order in which they were found
 * @param eventType empty where the event was not kept until then
 * @param adapter the one that did not do well
 * @param sentChecksum that of the event as it was accepted; empty where it was not kept until then
 * @param receivedChecksum that of what was delivered, made of that; empty where nothing was, or where none can be made
 * @param differences between what was accepted and what was delivered; the first ones, where there are many
 * @param note what else there is to say, for people; may be empty
 * @param at when it was found
 */
public record Mismatch(
        long number,
        UUID eventId,
        String node,
        long sequenceId,
        Category category,
        Optional<String> eventType,
        Verdict verdict,
        Adapter adapter,
        Optional<String> sentChecksum,
        Optional<String> receivedChecksum,
        List<Difference> differences,
        String note,
        Instant at) {
    public Mismatch {
        differences = List.copyOf(differences);
    }

    /** What was wrong. */
    public enum Verdict {
        CHANGED,
        MISSING
    }

    /**
     * A value that is not the same.
     *
     * @param path of the value: {@code data.items[2].price}
     * @param sent as JSON, cut where it is long; empty where there was none
     * @param received as JSON, cut where it is long; empty where there was none
     */
    public record Difference(String path, Optional<String> sent, Optional<String> received) {}

    /** How bad it is, by the category: {@code critical}, {@code warning} or {@code info}. */
    public String severity() {
        return switch (category) {
            case CRITICAL -> "critical";
            case DEBUG -> "info";
            default -> "warning";
        };
    }
}
