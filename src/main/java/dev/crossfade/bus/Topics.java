package dev.crossfade.bus;

/** Every fact that is told inside the daemon. */
public final class Topics {
    /** The event log has grown: a doorbell, told by the log's own thread; readers read on from their cursors. */
    public static final Topic<LogAdvanced> LOG_ADVANCED = new Topic<>("crossfade.log.advanced");

    /** What the intake saw in one request. */
    public static final Topic<IntakeObserved> INTAKE_OBSERVED = new Topic<>("crossfade.intake.observed");

    /** What an adapter did since it last told. */
    public static final Topic<DeliveryObserved> DELIVERY_OBSERVED = new Topic<>("crossfade.delivery.observed");

    /** What one instance of an adapter delivered; told with every batch. */
    public static final Topic<Delivered> DELIVERED = new Topic<>("crossfade.delivered");

    /** Events of this node have become dead letters. */
    public static final Topic<DeadLettered> DEAD_LETTERED = new Topic<>("crossfade.dead-lettered");

    /**
     * How persistence is doing; told once a second, and at each change of {@code reachable} and
     * of the breaker.
     */
    public static final Topic<PersistenceObserved> PERSISTENCE_OBSERVED = new Topic<>("crossfade.persistence.observed");

    /** The live counters of the moment; told once a second. */
    public static final Topic<MetricsSnapshot> METRICS_OBSERVED = new Topic<>("crossfade.metrics.observed");

    /** How the two adapters compare; told once a second. */
    public static final Topic<ParityObserved> PARITY_OBSERVED = new Topic<>("crossfade.parity.observed");

    /** Which adapters the guard leaves in the routes; told once a second, and at each change. */
    public static final Topic<GuardObserved> GUARD_OBSERVED = new Topic<>("crossfade.guard.observed");

    /** A guard has taken its adapter out of the routes, tries it again, or has let it back. */
    public static final Topic<GuardChanged> GUARD_CHANGED = new Topic<>("crossfade.guard.changed");

    /** Every alert rule with its state, and the receivers; told once a second. */
    public static final Topic<AlertsObserved> ALERTS_OBSERVED = new Topic<>("crossfade.alerts.observed");

    /** An alert has begun to fire, or has resolved. */
    public static final Topic<AlertChanged> ALERT_CHANGED = new Topic<>("crossfade.alerts.changed");

    /** A flush of metrics is stored, or passed over. */
    public static final Topic<FlushSettled> FLUSH_SETTLED = new Topic<>("crossfade.metrics.flush-settled");

    /** The circuit breaker of the database has gone into another state. */
    public static final Topic<BreakerChanged> BREAKER_CHANGED = new Topic<>("crossfade.breaker.changed");

    /** Other settings are in force; {@link CurrentSettings} listens for a verticle. */
    public static final Topic<SettingsChanged> SETTINGS_CHANGED = new Topic<>("crossfade.settings.changed");

    /** How the configuration is doing; told once a second, and at each change. */
    public static final Topic<ConfigObserved> CONFIG_OBSERVED = new Topic<>("crossfade.config.observed");

    /**
     * How far the stored events reach; told when the database says so, once a second besides, and at each new connection
     * before anything is written over it.
     */
    public static final Topic<FeedPosition> FEED_POSITION = new Topic<>("crossfade.feed.position");

    /** The feed has read on: a doorbell; readers ask from their cursors on. Told again once a second. */
    public static final Topic<FeedAdvanced> FEED_ADVANCED = new Topic<>("crossfade.feed.advanced");

    /** A client of the realtime adapter has said something to the others. */
    public static final Topic<RealtimeBroadcast> REALTIME_BROADCAST = new Topic<>("crossfade.realtime.broadcast");

    /** The daemon goes down; told before the first part stops, and again when a part comes up that was still starting. */
    public static final Topic<Stopping> STOPPING = new Topic<>("crossfade.stopping");

    private Topics() {}
}
