package dev.crossfade.prometheus;

import dev.crossfade.bus.Alert;
import dev.crossfade.bus.AlertState;
import dev.crossfade.bus.AlertsObserved;
import dev.crossfade.bus.BreakerState;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.Counts;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Refusal;
import dev.crossfade.config.Flag;
import dev.crossfade.config.SettingValue;
import dev.crossfade.event.Category;
import dev.crossfade.eventlog.LogStats;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes series of what was last told, whenever a scrape wants them. To be scraped by the thread that the facts belong to. */
final class CrossfadeCollector implements MultiCollector {
    private static final double MILLIS_PER_SECOND = 1000;

    private final Observations told;
    private final Supplier<LogStats> log;
    private final Clock clock;

    CrossfadeCollector(Observations told, Supplier<LogStats> log, Clock clock) {
        this.told = told;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        eventLog(all, log.get());
        told.metrics().ifPresent(metrics -> intake(all, metrics));
        told.metrics().ifPresent(metrics -> DeliveryFamilies.add(all, metrics, told.guard(), told.config()));
        told.persistence().ifPresent(persistence -> persistence(all, persistence));
        told.parity().ifPresent(parity -> ParityFamilies.add(all, parity));
        told.config().ifPresent(config -> config(all, config));
        told.alerts().ifPresent(alerts -> all.metricSnapshot(alerts(alerts)));
        return all.build();
    }

    private static void intake(MetricSnapshots.Builder all, MetricsSnapshot metrics) {
        Family accepted = new Family(
                "events_accepted",
                "Events that are durable in the event log, the daemon's own among them, by category");
        for (Category category : Category.values()) {
            Counts counts = metrics.byCategory().getOrDefault(category, Counts.NONE);
            accepted.of(counts.accepted(), "category", category.label());
        }
        Family rejected = new Family(
                "events_rejected",
                "Events that were refused, by reason; a body refused before its events are told apart counts as one");
        long refused = 0;
        for (Refusal reason : Refusal.values()) {
            long events = metrics.refused().getOrDefault(reason, 0L);
            rejected.of(events, "reason", reason.label());
            refused += events;
        }
        Counts total = metrics.total();
        all.metricSnapshot(new Family(
                                "events_received",
                                "Events that came in by any door: accepted, rejected, or known already by their id")
                        .of(total.accepted() + metrics.duplicates() + refused)
                        .counter())
                .metricSnapshot(accepted.counter())
                .metricSnapshot(rejected.counter())
                .metricSnapshot(new Family(
                                "events_suppressed",
                                "Events that are stored but delivered by no adapter, as their route says")
                        .of(total.suppressed())
                        .counter());
    }

    private void eventLog(MetricSnapshots.Builder all, LogStats stats) {
        double age = (clock.millis() - stats.oldestBacklogMillis()) / MILLIS_PER_SECOND;
        all.metricSnapshot(new Family("event_log_bytes", "Size of the event log on disk")
                        .of(stats.bytes())
                        .gauge(Unit.BYTES))
                .metricSnapshot(
                        new Family("event_log_max_bytes", "Size from which on the event log takes no more events")
                                .of(stats.maxBytes())
                                .gauge(Unit.BYTES))
                .metricSnapshot(new Family(
                                "event_log_backlog_events", "Records of the event log that are not in the database yet")
                        .of(stats.backlog())
                        .gauge())
                .metricSnapshot(new Family(
                                "event_log_oldest_seconds",
                                "Age of the oldest record that is not in the database yet, 0 where there is none")
                        .of(stats.backlog() == 0 ? 0 : Math.max(0, age))
                        .gauge(Unit.SECONDS));
    }

    private static void persistence(MetricSnapshots.Builder all, PersistenceObserved persistence) {
        PersistenceObserved.Breaker breaker = persistence.breaker();
        all.metricSnapshot(new Family("persistence_rows", "Events stored in the database")
                        .of(persistence.rows())
                        .counter())
                .metricSnapshot(new Family(
                                "persistence_write_seconds", "Time of a batch from being sent until it was committed")
                        .histogram()
                        .of(persistence.writes().times(), persistence.writes().sumMillis())
                        .build())
                .metricSnapshot(new Family("retries", "Writes tried again after the database was not available")
                        .of(persistence.attempts())
                        .counter())
                .metricSnapshot(new Family(
                                "circuit_breaker_state", "State of the circuit breaker: 0 closed, 1 half open, 2 open")
                        .of(number(breaker.state()), "name", breaker.name())
                        .gauge());
        if (!persistence.deadLetters().isEmpty()) {
            all.metricSnapshot(deadLetters(persistence.deadLetters()).gauge());
        }
    }

    private static int number(BreakerState state) {
        return switch (state) {
            case CLOSED -> 0;
            case HALF_OPEN -> 1;
            case OPEN -> 2;
        };
    }

    private static Family deadLetters(Map<String, Long> counted) {
        Family letters = new Family("dead_letters", "Events that the database refused, by what became of them since");
        for (DeadLetterStatus status : DeadLetterStatus.values()) {
            letters.of(counted.getOrDefault(status.label(), 0L), "status", status.label());
        }
        return letters;
    }

    private static MetricSnapshot alerts(AlertsObserved observed) {
        Map<String, Map<AlertState, Long>> byRule = observed.alerts().stream()
                .collect(Collectors.groupingBy(
                        Alert::name, LinkedHashMap::new, Collectors.groupingBy(Alert::state, Collectors.counting())));
        Family alerts = new Family("alerts", "Alerts of the daemon itself, by rule and state");
        byRule.forEach((rule, counts) -> {
            for (AlertState state : AlertState.values()) {
                alerts.of(counts.getOrDefault(state, 0L), "alert", rule, "state", state.label());
            }
        });
        return alerts.gauge();
    }

    private static void config(MetricSnapshots.Builder all, ConfigObserved config) {
        Family flags = new Family("flag", "Value of each flag and the layer that it comes from; always 1");
        for (Flag flag : Flag.values()) {
            SettingValue now = config.inForce().values().get(flag.key());
            if (now != null) {
                flags.of(
                        1,
                        "flag",
                        flag.label(),
                        "value",
                        String.valueOf(now.value()),
                        "source",
                        now.layer().label());
            }
        }
        all.metricSnapshot(new Family("config_version", "Version of the configuration in force")
                        .of(config.inForce().version())
                        .gauge())
                .metricSnapshot(new Family(
                                "config_reload_failures", "Readings of the configuration that were rejected, each once")
                        .of(config.rejections())
                        .counter())
                .metricSnapshot(flags.info());
    }
}
