package dev.crossfade.bus;

/**
 * How persistence is doing.
 *
 * @param reachable whether the database took the last operation
 * @param rows stored since the start
 * @param roundTripMillis of the last probe; 0 before the first
 * @param lastSuccessMillis of a write, since the epoch; 0 before the first
 * @param lastError text fit for an operator; empty when there was none
 */
public record PersistenceObserved(
        boolean reachable, long rows, double roundTripMillis, long lastSuccessMillis, String lastError) {}
