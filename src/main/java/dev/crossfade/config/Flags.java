package dev.crossfade.config;

import java.time.Duration;

/**
 * The nine {@code MONITORING_*} flags, typed.
 *
 * @param useAdapter false sends every event over the legacy path, {@code websocket}
 * @param adapterType which adapter is used alone when {@code dualMode} is false
 * @param dualMode whether each category's own configuration decides
 * @param enableValidation false refuses only malformed events
 * @param validationStrict true refuses invalid events too
 * @param metricsFlushInterval time between two flushes; more than zero
 * @param metricsPersistence whether metrics are flushed to the database
 * @param batchSize most rows per database write, 1 to 10000
 * @param timeout for one database operation; more than zero
 */
public record Flags(
        boolean useAdapter,
        AdapterType adapterType,
        boolean dualMode,
        boolean enableValidation,
        boolean validationStrict,
        Duration metricsFlushInterval,
        boolean metricsPersistence,
        int batchSize,
        Duration timeout) {

    /** Values of {@code MONITORING_ADAPTER_TYPE}. */
    public enum AdapterType {
        WEBSOCKET,
        REALTIME,
        DUAL
    }
}
