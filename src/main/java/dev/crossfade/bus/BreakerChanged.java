package dev.crossfade.bus;

import java.time.Instant;

/**
 * A circuit breaker has gone into another state.
 *
 * @param name what it guards
 * @param state the state it is in now
 * @param failures operations that failed since it was last closed
 * @param reason the last failure, fit for an operator; empty where it is closed again
 */
public record BreakerChanged(String name, BreakerState state, long failures, String reason, Instant at) {}
