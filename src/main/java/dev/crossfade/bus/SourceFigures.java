package dev.crossfade.bus;

import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * What a source sent since the start of the daemon.
 *
 * @param source its name; {@code __other__} stands for all beyond 1,000
 * @param events accepted ones
 * @param errors those of them that are critical
 * @param bytes of their JSON
 * @param meanMillis of {@code data.response_time_ms}, where any event has it
 * @param p95Millis of the same, right to 1 % or half a microsecond, and never above the largest
 * @param active whether it sent something in the last five minutes
 * @param healthScore 0 to 100: the share, in percent, of its events of the last five minutes that are not critical; empty
 *     where there were none
 */
public record SourceFigures(
        String source,
        long events,
        long errors,
        long bytes,
        OptionalDouble meanMillis,
        OptionalDouble p95Millis,
        Instant lastSeen,
        boolean active,
        OptionalInt healthScore) {}
