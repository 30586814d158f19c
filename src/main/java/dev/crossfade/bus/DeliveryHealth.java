package dev.crossfade.bus;

import dev.crossfade.config.DualWrite;
import java.util.Locale;

/** How an adapter is doing, measured by its limits. */
public enum DeliveryHealth {
    HEALTHY,
    /** Too large a share of its deliveries fails, or they take too long. */
    DEGRADED,
    NOT_RUNNING;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** That of this delivery, all since the start of the daemon. */
    public static DeliveryHealth of(MetricsSnapshot.Delivery delivery, DualWrite.AdapterHealth limits) {
        if (!delivery.running()) {
            return NOT_RUNNING;
        }
        long tried = delivery.deliveries();
        boolean failing = tried > 0 && (double) delivery.failures() / tried > limits.errorThreshold();
        boolean slow = delivery.p95Millis() > limits.latencyThreshold().toMillis();
        return failing || slow ? DEGRADED : HEALTHY;
    }

    /** The name that users see. */
    public String label() {
        return label;
    }
}
