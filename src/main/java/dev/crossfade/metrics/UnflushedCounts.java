package dev.crossfade.metrics;

import dev.crossfade.bus.IntakeObserved;
import dev.crossfade.bus.MetricsFlush;
import dev.crossfade.bus.MetricsFlush.Counts;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What validation counted and no flush has taken yet. Belongs to one thread. */
final class UnflushedCounts {
    private final ByEventType<Sum> byEventType = new ByEventType<>(Sum::new);
    private Instant since;

    /** @param since when the counting begins */
    UnflushedCounts(Instant since) {
        this.since = since;
    }

    /** Adds one request. */
    void add(IntakeObserved observed) {
        observed.byEventType()
                .forEach((type, tally) -> add(
                        type,
                        new Counts(tally.passed(), tally.failed(), tally.errors(), tally.warnings(), tally.nanos())));
    }

    /**
     * Takes all of it; the counting begins anew.
     *
     * @param id of the flush, where there is one
     * @return nothing where nothing was counted
     */
    Optional<MetricsFlush> take(UUID id, Instant now) {
        Instant from = since;
        // A clock that was set back must not make a window that ends before it begins.
        since = now;
        if (byEventType.all().isEmpty()) {
            return Optional.empty();
        }
        Map<String, Counts> taken = new HashMap<>();
        byEventType.all().forEach((type, sum) -> taken.put(type, sum.counts));
        byEventType.clear();
        return Optional.of(new MetricsFlush(id, from.isAfter(now) ? now : from, now, Map.copyOf(taken)));
    }

    /** Takes back a flush that came to nothing: what it held is in the next one. */
    void putBack(MetricsFlush flush) {
        flush.byEventType().forEach(this::add);
        since = flush.from().isBefore(since) ? flush.from() : since;
    }

    private void add(String type, Counts counts) {
        Sum sum = byEventType.of(type);
        sum.counts = sum.counts.plus(counts);
    }

    private static final class Sum {
        private Counts counts = Counts.NONE;
    }
}
