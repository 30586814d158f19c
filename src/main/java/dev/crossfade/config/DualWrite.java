package dev.crossfade.config;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.event.Route;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The migration's state: which adapters each category goes to, and for what share of its events.
 *
 * @param categories one entry per configured category; a category that is missing is unknown to the router
 * @param globalOverride the emergency override: one adapter alone for everything
 * @param adapterHealth limits of each adapter; complete
 * @param circuitBreaker limits of the guard
 */
public record DualWrite(
        Map<Category, CategoryPlan> categories,
        Optional<Adapter> globalOverride,
        Map<Adapter, AdapterHealth> adapterHealth,
        CircuitBreaker circuitBreaker) {

    /**
     * One category.
     *
     * @param percentage 0 to 100, fractions allowed (0.5); the share of events that take {@code adapters}
     * @param adapters where the events inside the percentage go
     * @param persist whether events of the category are stored
     */
    public record CategoryPlan(boolean enabled, double percentage, Route adapters, boolean persist) {
        /** What comes of it to be on without adapters, in words for people. */
        public static final String UNDELIVERED = "its events are kept but delivered to nobody";
    }

    /**
     * When an adapter counts as degraded.
     *
     * @param errorThreshold share of failed deliveries, 0 to 1
     * @param latencyThreshold p95 of delivery latency
     */
    public record AdapterHealth(double errorThreshold, Duration latencyThreshold) {}

    /**
     * When the guard takes an adapter out of the routes.
     *
     * @param failureThreshold share of failed deliveries, 0 to 1
     * @param recoveryTime before it is tried again
     * @param latencyMultiplier times the adapter's latency threshold
     */
    public record CircuitBreaker(
            boolean enabled, double failureThreshold, Duration recoveryTime, double latencyMultiplier) {}
}
