package dev.crossfade.selfmonitor;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.bus.BreakerChanged;
import dev.crossfade.bus.ConfigObserved;
import dev.crossfade.bus.EventsAddress;
import dev.crossfade.bus.GuardChanged;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.SettingsChanged;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogStats;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes how the daemon itself is doing: a batch of figures at the interval of {@code self_monitoring}, and every
 * change of the breaker, of the settings and of alerts. A batch that is refused is logged and forgotten: the next one tells more.
 *
 * <p>While {@code self_monitoring.enabled} is false it publishes nothing at all, and nothing of that time afterwards.
 */
public final class SelfMonitorVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SelfMonitorVerticle.class);
    static final String SOURCE = "crossfade";
    private static final Duration LAG_PROBE = Duration.ofMillis(250);
    private static final double NANOS_PER_MILLI = 1e6;

    private final EventLog log;
    private final Clock clock;
    private Optional<PersistenceObserved> persistence = Optional.empty();
    private SettingsSnapshot current;
    private ChangeEventsWriter changes;
    private long rejections;
    /** None yet; 0 is the first timer of the daemon, which is somebody else's. */
    private long samples = -1;

    private boolean stopping;
    private long collections;
    private long collectionMillis;
    private long lastProbe;
    private long maxLagNanos;

    public SelfMonitorVerticle(SettingsSnapshot first, EventLog log, Clock clock) {
        this.current = first;
        this.log = log;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        Topics.PERSISTENCE_OBSERVED.listen(vertx, observed -> persistence = Optional.of(observed));
        changes = new ChangeEventsWriter(vertx);
        Topics.BREAKER_CHANGED.listen(vertx, this::changed);
        Topics.GUARD_CHANGED.listen(vertx, this::changed);
        Topics.ALERT_CHANGED.listen(vertx, this::changed);
        Topics.SETTINGS_CHANGED.listen(vertx, this::changed);
        Topics.CONFIG_OBSERVED.listen(vertx, this::observed);
        lastProbe = System.nanoTime();
        vertx.setPeriodic(LAG_PROBE.toMillis(), timer -> probeLag());
        Topics.STOPPING.listen(vertx, told -> {
            stopping = true;
            vertx.cancelTimer(samples);
        });
        sample();
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        changes.stop();
        return Future.succeededFuture();
    }

    /** From now on at the interval of the moment, if at all. */
    private void sample() {
        vertx.cancelTimer(samples);
        if (enabled() && !stopping) {
            samples = vertx.setPeriodic(monitoring().interval().toMillis(), timer -> publish());
            publish();
        }
    }

    private Settings.SelfMonitoring monitoring() {
        return current.settings().selfMonitoring();
    }

    private boolean enabled() {
        return monitoring().enabled();
    }

    private void changed(BreakerChanged change) {
        if (enabled()) {
            changes.publish(BreakerEventJson.of(change));
        }
    }

    private void changed(GuardChanged change) {
        if (enabled()) {
            changes.publish(GuardEventJson.of(change));
        }
    }

    private void changed(AlertChanged change) {
        if (enabled()) {
            changes.publish(AlertEventJson.of(change));
        }
    }

    private void changed(SettingsChanged change) {
        if (change.now().version() <= current.version()) {
            return;
        }
        Settings.SelfMonitoring before = monitoring();
        current = change.now();
        if (!before.equals(monitoring())) {
            sample();
        }
        if (!enabled()) {
            changes.silence();
        } else if (!change.changes().isEmpty()) {
            changes.publish(ConfigEventJson.changed(change));
        }
    }

    private void observed(ConfigObserved observed) {
        boolean more = observed.rejections() > rejections;
        rejections = observed.rejections();
        if (more && enabled()) {
            changes.publish(ConfigEventJson.rejected(observed, clock.instant()));
        }
    }

    private void probeLag() {
        long now = System.nanoTime();
        maxLagNanos = Math.max(maxLagNanos, now - lastProbe - LAG_PROBE.toNanos());
        lastProbe = now;
    }

    private void publish() {
        JsonArray events = new JsonArray()
                .add(event("heap_metrics", heap()))
                .add(event("gc_metrics", garbageCollection()))
                .add(event("event_loop_latency", eventLoop()))
                .add(event("event_log_metrics", eventLog()));
        persistence.ifPresent(observed -> events.add(event("database_latency", database(observed))));
        EventsAddress.publish(vertx, events)
                .onFailure(cause -> LOG.warn("self-monitoring events were refused reason={}", cause.getMessage()));
    }

    private JsonObject event(String type, JsonObject data) {
        return new JsonObject()
                .put("event_type", type)
                .put("source", SOURCE)
                .put("timestamp", clock.instant().toString())
                .put("data", data);
    }

    private static JsonObject heap() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new JsonObject()
                .put("used_bytes", heap.getUsed())
                .put("committed_bytes", heap.getCommitted())
                .put("max_bytes", heap.getMax());
    }

    /** What was collected since the last sample. */
    private JsonObject garbageCollection() {
        long count = 0;
        long millis = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            count += collector.getCollectionCount();
            millis += collector.getCollectionTime();
        }
        JsonObject data =
                new JsonObject().put("collections", count - collections).put("time_ms", millis - collectionMillis);
        collections = count;
        collectionMillis = millis;
        return data;
    }

    /** The longest that a timer came late since the last sample, on this verticle's own event loop. */
    private JsonObject eventLoop() {
        double lag = maxLagNanos / NANOS_PER_MILLI;
        maxLagNanos = 0;
        return new JsonObject().put("max_lag_ms", lag);
    }

    private JsonObject eventLog() {
        LogStats stats = log.stats();
        return new JsonObject()
                .put("backlog_events", stats.backlog())
                .put("bytes", stats.bytes())
                .put("max_bytes", stats.maxBytes());
    }

    private static JsonObject database(PersistenceObserved observed) {
        return new JsonObject()
                .put("reachable", observed.reachable())
                .put("round_trip_ms", observed.roundTripMillis())
                .put("rows", observed.rows());
    }
}
