package dev.crossfade.prometheus;

import dev.crossfade.bus.AlertsObserved;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.CurrentGuard;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.MetricsSnapshot;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.bus.PersistenceObserved;
import java.util.Optional;

/** The newest of everything that was told. Belongs to one thread. */
final class Observations {
    private MetricsSnapshot metrics;
    private PersistenceObserved persistence;
    private ParityObserved parity;
    private ConfigObserved config;
    private final CurrentGuard guard = new CurrentGuard();
    private AlertsObserved alerts;

    void metrics(MetricsSnapshot told) {
        metrics = told;
    }

    void persistence(PersistenceObserved told) {
        persistence = told;
    }

    void parity(ParityObserved told) {
        parity = told;
    }

    void config(ConfigObserved told) {
        config = told;
    }

    void guard(GuardObserved told) {
        guard.told(told);
    }

    CurrentGuard guard() {
        return guard;
    }

    void alerts(AlertsObserved told) {
        alerts = told;
    }

    Optional<MetricsSnapshot> metrics() {
        return Optional.ofNullable(metrics);
    }

    Optional<PersistenceObserved> persistence() {
        return Optional.ofNullable(persistence);
    }

    Optional<ParityObserved> parity() {
        return Optional.ofNullable(parity);
    }

    Optional<ConfigObserved> config() {
        return Optional.ofNullable(config);
    }

    Optional<AlertsObserved> alerts() {
        return Optional.ofNullable(alerts);
    }
}
