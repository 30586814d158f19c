package dev.crossfade.bus;

import dev.crossfade.bus.GuardObserved.Guarded;
import java.util.Locale;

/** How an adapter is doing, measured by its limits. */
public enum DeliveryHealth {
    HEALTHY,
    /** Too large a share of its deliveries fails, or they take too long. */
    DEGRADED,
    /** It was taken out of the routes, and a share of the events goes to it again. */
    PROBING,
    /** It is taken out of the routes. */
    TRIPPED,
    NOT_RUNNING;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** That of this adapter at the moment. */
    public static DeliveryHealth of(MetricsSnapshot.Delivery delivery, Guarded guarded) {
        if (!delivery.running()) {
            return NOT_RUNNING;
        }
        return switch (guarded.state()) {
            case OPEN -> TRIPPED;
            case PROBING -> PROBING;
            case CLOSED -> guarded.degraded() ? DEGRADED : HEALTHY;
        };
    }

    /** The name that users see. */
    public String label() {
        return label;
    }
}
