package dev.crossfade.guard;

import dev.crossfade.config.DualWrite;
import dev.crossfade.config.Settings;
import dev.crossfade.event.Adapter;
import java.time.Duration;

/**
 * What one adapter is measured by.
 *
 * @param enabled whether it can be taken out at all
 * @param degradedErrors share of failed deliveries over which it is degraded, 0 to 1
 * @param mostErrors the same, over which it is taken out
 * @param degradedMillis p95 of the latency over which it is degraded
 * @param mostMillis the same, over which it is taken out
 * @param recoveryTime from that to the first probe
 * @param mismatches over which {@code realtime} is taken out
 */
record Limits(
        boolean enabled,
        double degradedErrors,
        double mostErrors,
        double degradedMillis,
        double mostMillis,
        Duration recoveryTime,
        MismatchLimits mismatches) {
    private static final double NANOS_PER_MILLI = 1e6;

    static Limits of(Settings settings, Adapter adapter) {
        DualWrite.AdapterHealth health = settings.dualWrite().adapterHealth().get(adapter);
        DualWrite.CircuitBreaker breaker = settings.dualWrite().circuitBreaker();
        double millis = health.latencyThreshold().toNanos() / NANOS_PER_MILLI;
        return new Limits(
                breaker.enabled(),
                health.errorThreshold(),
                breaker.failureThreshold(),
                millis,
                millis * breaker.latencyMultiplier(),
                breaker.recoveryTime(),
                MismatchLimits.of(settings.parity()));
    }
}
