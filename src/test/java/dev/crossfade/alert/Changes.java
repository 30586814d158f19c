package dev.crossfade.alert;

import dev.crossfade.bus.AlertChanged;
import dev.crossfade.config.Alerts.Severity;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.UUID;

/** Changes of alerts for tests. */
final class Changes {
    static final Instant BEGAN = Instant.parse("2026-11-21T06:00:00Z");

    private Changes() {}

    static AlertChanged firing(String name) {
        return change(name, true, BEGAN);
    }

    static AlertChanged resolved(String name) {
        return change(name, false, BEGAN.plusSeconds(90));
    }

    private static AlertChanged change(String name, boolean firing, Instant at) {
        return new AlertChanged(
                UUID.randomUUID(),
                name,
                firing,
                Severity.WARNING,
                Map.of("adapter", "realtime"),
                OptionalDouble.of(612.5),
                500,
                "delivery_p95_ms > 500",
                BEGAN,
                at);
    }
}
