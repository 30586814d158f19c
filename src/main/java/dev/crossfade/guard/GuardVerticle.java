package dev.crossfade.guard;

import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.ConfigQuery;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.GuardChanged;
import dev.crossfade.bus.GuardObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.AuditRow;
import dev.crossfade.config.AuditTrail;
import dev.crossfade.config.OverrideEntry;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens to how the adapters do, and says what share of the events each may take: once a second, and at each change. One
 * instance. Once the daemon is told to stop it judges nothing more, since clients that are sent away look like failures.
 */
public final class GuardVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(GuardVerticle.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final CurrentSettings current;
    private final AuditTrail trail;
    private final Clock clock;
    private final Map<Adapter, Guard> guards = new EnumMap<>(Adapter.class);
    private final Rollback rollback;
    private Map<Category, String> rolledBack = Map.of();
    private AuditWriter audit;
    private RollbackWriter rollbacks;
    private boolean stopping;

    public GuardVerticle(SettingsSnapshot first, AuditTrail trail, Clock clock) {
        this.current = new CurrentSettings(first);
        this.trail = trail;
        this.clock = clock;
        SteadyTime time = new SteadyTime(clock);
        for (Adapter adapter : Adapter.values()) {
            guards.put(adapter, new Guard(adapter, time, Limits.of(first.settings(), adapter)));
        }
        this.rollback = new Rollback(time);
    }

    @Override
    public Future<?> start() {
        audit = new AuditWriter(vertx, trail);
        rollbacks = new RollbackWriter(vertx);
        current.follow(vertx, this::changed);
        Topics.DELIVERY_OBSERVED.listen(
                vertx, told -> guards.get(told.adapter()).delivered(told));
        Topics.PARITY_OBSERVED.listen(
                vertx, told -> guards.get(Adapter.REALTIME).compared(told));
        Topics.CONFIG_OBSERVED.listen(vertx, this::configured);
        Topics.STOPPING.listen(vertx, told -> stopping = true);
        vertx.setPeriodic(0, LOOK_EVERY.toMillis(), timer -> look());
        return Endpoints.CONFIG
                .ask(vertx, new ConfigQuery())
                .onSuccess(this::configured)
                .otherwiseEmpty();
    }

    private void changed(SettingsSnapshot now) {
        guards.forEach((adapter, guard) -> guard.follow(Limits.of(now.settings(), adapter)));
        look();
    }

    private void configured(ConfigObserved told) {
        Map<Category, String> before = rolledBack;
        rolledBack = RolledBack.of(told);
        if (!rolledBack.equals(before)) {
            observe();
        }
    }

    private void look() {
        if (!stopping) {
            guards.values().forEach(guard -> guard.look().ifPresent(this::tell));
            rollbacks.ask();
        }
        audit.handOver();
        observe();
    }

    private void observe() {
        Map<Adapter, GuardObserved.Guarded> adapters = new EnumMap<>(Adapter.class);
        guards.forEach((adapter, guard) -> adapters.put(adapter, guard.observed()));
        Topics.GUARD_OBSERVED.publish(vertx, new GuardObserved(Map.copyOf(adapters), rolledBack, clock.instant()));
    }

    private void tell(Change change) {
        observe();
        LOG.warn(
                "guard adapter={} state={} share={} reason=\"{}\"",
                change.adapter().label(),
                change.now().label(),
                change.share(),
                change.reason());
        if (change.isOfState()) {
            Instant now = clock.instant();
            audit.append(row(change, now));
            Topics.GUARD_CHANGED.publish(
                    vertx,
                    new GuardChanged(
                            change.adapter(), change.before(), change.now(), change.share(), change.reason(), now));
        }
        if (change.isTrip() && change.adapter() == Adapter.REALTIME) {
            tripped(change);
        }
    }

    private AuditRow row(Change change, Instant now) {
        return new AuditRow(
                UUID.randomUUID(),
                now,
                OverrideEntry.GUARD,
                OverrideEntry.GUARD,
                "guard." + change.adapter().label(),
                change.before().label(),
                change.now().label(),
                change.reason(),
                current.snapshot().version(),
                AuditRow.OverrideChange.NONE);
    }

    private static String times(int count) {
        return count == 1 ? "once" : count + " times";
    }

    private void tripped(Change change) {
        Settings.Guard limits = current.settings().guard();
        Set<Category> concerned =
                rollback.tripped(change.mismatch(), limits, current.settings().dualWrite());
        if (!concerned.isEmpty()) {
            rollbacks.setBack(
                    concerned,
                    "realtime was taken out " + times(limits.rollbackTrips()) + " within "
                            + limits.rollbackWindow().toSeconds() + " s, last since " + change.reason());
        }
    }
}
