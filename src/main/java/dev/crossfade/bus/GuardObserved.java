package dev.crossfade.bus;

import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What the guard says at one moment; told once a second, and at each change.
 *
 * @param adapters each of them
 * @param rolledBack categories that are set back to {@code websocket} until an operator clears that, with the reason
 */
public record GuardObserved(Map<Adapter, Guarded> adapters, Map<Category, String> rolledBack, Instant at) {

    /**
     * One adapter.
     *
     * @param share of the events whose route names it that go to it, 0 to 1
     * @param degraded whether it passes a limit that is no reason to take it out
     * @param errorRate share of its deliveries that failed in the sliding window, 0 to 1; empty where there were too few
     * @param p95Millis of the latency from receipt to delivery in that window; empty where there were too few
     * @param trips times that it was taken out since the start
     * @param reason why it was taken out last; empty where it is closed
     */
    public record Guarded(
            GuardState state,
            double share,
            boolean degraded,
            OptionalDouble errorRate,
            OptionalDouble p95Millis,
            long trips,
            String reason) {}
}
