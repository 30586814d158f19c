package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.AlertsObserved;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Alerts;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogStats;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Holds the alert rules against what every part observed, once a second, and tells the receivers what has changed. One
 * instance; all state belongs to its context. What fires is kept for the next start.
 */
public final class AlertVerticle extends VerticleBase {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final CurrentSettings current;
    private final EventLog log;
    private final UnaryOperator<String> environment;
    private final Pace pace;
    private final Clock clock;
    private final Facts facts;
    private final AlertBoard board = new AlertBoard();
    private final KeptAlertsStore store;
    private ReceiversWriter receivers;
    private HistoryWriter history;
    private Alerts inForce;
    private boolean stopping;
    private Future<?> saving = Future.succeededFuture();
    private KeptAlerts saved = KeptAlerts.NOTHING;

    /**
     * @param dataDir where it keeps what fires
     * @param environment the value of a variable, or null: keys that webhooks are signed with
     */
    public AlertVerticle(
            SettingsSnapshot first, EventLog log, Path dataDir, UnaryOperator<String> environment, Clock clock) {
        this(first, log, dataDir, environment, Pace.USUAL, clock);
    }

    AlertVerticle(
            SettingsSnapshot first,
            EventLog log,
            Path dataDir,
            UnaryOperator<String> environment,
            Pace pace,
            Clock clock) {
        this.store = new KeptAlertsStore(dataDir);
        this.current = new CurrentSettings(first);
        this.inForce = first.settings().alerts();
        this.facts = new Facts(first.settings().parity().minSample());
        this.log = log;
        this.environment = environment;
        this.pace = pace;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        receivers = new ReceiversWriter(vertx, log.node(), environment, pace, clock);
        receivers.follow(inForce.receivers(), List.of());
        history = new HistoryWriter(vertx, log);
        current.follow(vertx, this::changed);
        Topics.METRICS_OBSERVED.listen(vertx, told -> facts.metrics(told, clock.instant()));
        Topics.PERSISTENCE_OBSERVED.listen(vertx, told -> facts.persistence(told, clock.instant()));
        Topics.CONFIG_OBSERVED.listen(vertx, told -> facts.config(told, clock.instant()));
        Topics.PARITY_OBSERVED.listen(vertx, told -> facts.parity(told, clock.instant()));
        Topics.GUARD_OBSERVED.listen(vertx, told -> facts.guard(told, clock.instant()));
        Topics.STOPPING.listen(vertx, told -> stopping = true);
        Endpoints.ALERTS.serve(vertx, query -> Future.succeededFuture(observed(clock.instant())));
        return vertx.executeBlocking(store::read).onSuccess(this::begin);
    }

    private void begin(KeptAlerts kept) {
        saved = kept;
        board.restore(kept.firing(), inForce.enabledRules(), clock.instant());
        receivers.restore(kept.waiting());
        receivers.remind(board.firing());
        evaluate();
        vertx.setPeriodic(EVERY.toMillis(), now -> evaluate());
    }

    /** What waits for receivers is tried once more, for a second at most. */
    @Override
    public Future<?> stop() {
        history.stop();
        return receivers.close().transform(closed -> {
            save();
            return saving.otherwiseEmpty();
        });
    }

    private void changed(SettingsSnapshot now) {
        Alerts before = inForce;
        inForce = now.settings().alerts();
        facts.follow(now.settings().parity().minSample());
        if (!before.receivers().equals(inForce.receivers())) {
            receivers.follow(inForce.receivers(), board.firing());
        }
    }

    /** What parts that stop say of themselves is no trouble, and their silence none either. */
    private void evaluate() {
        Instant now = clock.instant();
        if (!stopping) {
            LogStats stats = log.stats();
            List<AlertChanged> changes =
                    board.evaluate(inForce.enabledRules(), metric -> facts.of(metric, stats, now), now);
            changes.forEach(change -> Topics.ALERT_CHANGED.publish(vertx, change));
            history.add(changes);
            receivers.tell(changes);
            save();
        }
        Topics.ALERTS_OBSERVED.publish(vertx, observed(now));
    }

    private void save() {
        KeptAlerts kept = new KeptAlerts(board.firing(), receivers.kept());
        if (kept.equals(saved)) {
            return;
        }
        saved = kept;
        saving = saving.otherwiseEmpty()
                .compose(before -> vertx.executeBlocking(() -> {
                    store.write(kept);
                    return null;
                }));
    }

    private AlertsObserved observed(Instant now) {
        return new AlertsObserved(board.alerts(), receivers.figures(), now);
    }
}
