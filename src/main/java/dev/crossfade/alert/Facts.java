package dev.crossfade.alert;

import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.GuardState;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.config.AlertMetric;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.eventlog.LogStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The newest of everything that was told, as figures that rules are about. What nobody has told, or not for some seconds,
 * has no figure. Belongs to one thread.
 */
final class Facts {
    /** Every fact is told once a second; whoever misses so many has stopped or hangs. */
    static final Duration FRESH = Duration.ofSeconds(10);

    private static final double PERCENT = 100;
    private static final double MILLIS_PER_SECOND = 1000;

    private Told<MetricsSnapshot> metrics = Told.nothing();
    private Told<PersistenceObserved> persistence = Told.nothing();
    private Told<ConfigObserved> config = Told.nothing();
    private Told<ParityObserved> parity = Told.nothing();
    private Told<GuardObserved> guard = Told.nothing();
    private long leastComparisons;

    /** @param leastComparisons of parity in its window, below which there is no rate */
    Facts(long leastComparisons) {
        this.leastComparisons = leastComparisons;
    }

    /** Has a rate of mismatches from so many comparisons on. */
    void follow(long comparisons) {
        leastComparisons = comparisons;
    }

    void metrics(MetricsSnapshot fact, Instant now) {
        metrics = new Told<>(Optional.of(fact), now);
    }

    void persistence(PersistenceObserved fact, Instant now) {
        persistence = new Told<>(Optional.of(fact), now);
    }

    void config(ConfigObserved fact, Instant now) {
        config = new Told<>(Optional.of(fact), now);
    }

    void parity(ParityObserved fact, Instant now) {
        parity = new Told<>(Optional.of(fact), now);
    }

    void guard(GuardObserved fact, Instant now) {
        guard = new Told<>(Optional.of(fact), now);
    }

    /** The figures of a metric at this moment; none where it is absent. */
    List<Figure> of(AlertMetric metric, LogStats log, Instant now) {
        return switch (metric) {
            case PARITY_MISMATCH_RATE -> mismatches(now);
            case CATEGORY_ROLLED_BACK -> rolledBack(now);
            case ADAPTER_TRIPPED -> guarded(now, one -> truth(one.state() != GuardState.CLOSED));
            case ADAPTER_DEGRADED -> guarded(now, one -> truth(one.degraded()));
            case DELIVERY_ERROR_RATE -> guarded(now, one -> percent(one.errorRate()));
            case DELIVERY_P95_MS -> guarded(now, GuardObserved.Guarded::p95Millis);
            case DELIVERY_CONNECTIONS -> connections(now);
            case BREAKER_OPEN -> persistence(now, told -> told.breaker().state() == BreakerState.CLOSED ? 0 : 1);
            case DATABASE_REACHABLE -> persistence(now, told -> told.reachable() ? 1 : 0);
            case LOG_BACKLOG_EVENTS -> one((double) log.backlog());
            case LOG_OLDEST_SECONDS -> one(oldestSeconds(log, now));
            case LOG_USED_PERCENT -> one(PERCENT * log.bytes() / log.maxBytes());
            case LOG_ACCEPTING -> one(log.accepting() ? 1 : 0);
            case DEAD_LETTERS ->
                deadLetters(now, DeadLetterStatus.PENDING, DeadLetterStatus.RETRYING, DeadLetterStatus.FAILED);
            case DEAD_LETTERS_PENDING -> deadLetters(now, DeadLetterStatus.PENDING, DeadLetterStatus.RETRYING);
            case DEAD_LETTERS_FAILED -> deadLetters(now, DeadLetterStatus.FAILED);
            case CONFIG_REJECTED -> config(now, told -> told.rejected().isEmpty() ? 0 : 1);
            case CONFIG_NEEDS_RESTART -> config(now, told -> told.needsRestart().size());
            case CONFIG_UNAUDITED -> config(now, ConfigObserved::unaudited);
            case OVERRIDE_ACTIVE -> config(now, told -> isOverridden(told) ? 1 : 0);
            case EVENTS_PER_SECOND -> metrics(now, told -> told.activity().acceptedPerSecond());
            case HEALTH_SCORE -> healthScore(now);
            case ACTIVE_SOURCES -> metrics(now, told -> (double) told.activity().activeSources());
            case ACTIVE_SESSIONS ->
                metrics(now, told -> (double) told.activity().activeSessions());
        };
    }

    private List<Figure> mismatches(Instant now) {
        return parity.at(now).map(ParityObserved::byCategory).orElse(Map.of()).entrySet().stream()
                .flatMap(entry -> labelled(
                        AlertMetric.Dimension.CATEGORY,
                        entry.getKey().label(),
                        percent(entry.getValue().mismatchRate(leastComparisons))))
                .toList();
    }

    private List<Figure> rolledBack(Instant now) {
        return guard.at(now).stream()
                .flatMap(told -> Stream.of(Category.values())
                        .flatMap(category -> labelled(
                                AlertMetric.Dimension.CATEGORY,
                                category.label(),
                                truth(told.rolledBack().containsKey(category)))))
                .toList();
    }

    private List<Figure> guarded(Instant now, Function<GuardObserved.Guarded, OptionalDouble> value) {
        return guard.at(now).map(GuardObserved::adapters).orElse(Map.of()).entrySet().stream()
                .flatMap(entry ->
                        labelled(AlertMetric.Dimension.ADAPTER, entry.getKey().label(), value.apply(entry.getValue())))
                .toList();
    }

    private List<Figure> connections(Instant now) {
        List<Figure> figures = new ArrayList<>();
        Map<Adapter, MetricsSnapshot.Delivery> adapters =
                metrics.at(now).map(MetricsSnapshot::adapters).orElse(Map.of());
        adapters.forEach((adapter, delivery) -> labelled(
                        AlertMetric.Dimension.ADAPTER,
                        adapter.label(),
                        delivery.running() ? OptionalDouble.of(delivery.connections()) : OptionalDouble.empty())
                .forEach(figures::add));
        return figures;
    }

    private List<Figure> persistence(Instant now, Function<PersistenceObserved, Integer> value) {
        return persistence.at(now).map(value).map(Facts::one).orElse(List.of());
    }

    private List<Figure> config(Instant now, Function<ConfigObserved, Integer> value) {
        return config.at(now).map(value).map(Facts::one).orElse(List.of());
    }

    private List<Figure> metrics(Instant now, Function<MetricsSnapshot, Double> value) {
        return metrics.at(now).map(value).map(Facts::one).orElse(List.of());
    }

    private List<Figure> healthScore(Instant now) {
        return metrics.at(now)
                .map(told -> told.activity().healthScore())
                .filter(score -> score.isPresent())
                .map(score -> one(score.getAsInt()))
                .orElse(List.of());
    }

    private List<Figure> deadLetters(Instant now, DeadLetterStatus... statuses) {
        return persistence
                .at(now)
                .map(PersistenceObserved::deadLetters)
                .filter(counts -> !counts.isEmpty())
                .map(counts -> one((double) Stream.of(statuses)
                        .mapToLong(status -> counts.getOrDefault(status.label(), 0L))
                        .sum()))
                .orElse(List.of());
    }

    private static boolean isOverridden(ConfigObserved told) {
        return told.inForce().settings().dualWrite().globalOverride().isPresent();
    }

    private static double oldestSeconds(LogStats log, Instant now) {
        double age = (now.toEpochMilli() - log.oldestBacklogMillis()) / MILLIS_PER_SECOND;
        return log.backlog() == 0 || log.oldestBacklogMillis() == 0 ? 0 : Math.max(0, age);
    }

    private static Stream<Figure> labelled(AlertMetric.Dimension dimension, String label, OptionalDouble value) {
        return value.stream().mapToObj(known -> new Figure(Map.of(dimension.label(), label), known));
    }

    private static List<Figure> one(double value) {
        return List.of(new Figure(Map.of(), value));
    }

    private static OptionalDouble truth(boolean holds) {
        return OptionalDouble.of(holds ? 1 : 0);
    }

    private static OptionalDouble percent(OptionalDouble ratio) {
        return ratio.isPresent() ? OptionalDouble.of(PERCENT * ratio.getAsDouble()) : ratio;
    }

    /** A fact, and when it was told. */
    private record Told<T>(Optional<T> fact, Instant when) {
        static <T> Told<T> nothing() {
            return new Told<>(Optional.empty(), Instant.EPOCH);
        }

        Optional<T> at(Instant now) {
            return fact.filter(any -> Duration.between(when, now).compareTo(FRESH) <= 0);
        }
    }
}
