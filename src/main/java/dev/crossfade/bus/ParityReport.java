package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a client says that it saw of the dual-written events of a node, over one adapter or both.
 *
 * @param node whose events
 * @param from the first sequence id of the range, at least 1
 * @param to the last one, at most {@value #MOST} events in all
 * @param categories of these alone; empty means all
 * @param seen by adapter; one at least
 */
public record ParityReport(
        Optional<String> client, String node, long from, long to, Set<Category> categories, Map<Adapter, Seen> seen) {
    /** The most sequence ids in a range. */
    public static final int MOST = 10_000;

    public ParityReport {
        categories = Set.copyOf(categories);
        seen = Map.copyOf(seen);
    }

    /**
     * Events in the order of their sequence ids, each once.
     *
     * @param digest SHA-256 over a line an event, {@code <sequence_id> <checksum>} and a line feed, in lower-case hex
     */
    public record Seen(long count, String digest) {}

    /** How many sequence ids it is about. */
    public int size() {
        return (int) (to - from + 1);
    }

    /** Whether it saw the same over both adapters; empty where it tells of one alone. */
    public Optional<Boolean> agreed() {
        return seen.size() < Adapter.values().length
                ? Optional.empty()
                : Optional.of(seen.values().stream().distinct().count() == 1);
    }
}
