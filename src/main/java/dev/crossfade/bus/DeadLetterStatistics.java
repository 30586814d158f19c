package dev.crossfade.bus;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How it stands with the dead letters.
 *
 * @param counts how many there are in each status; complete
 * @param oldestPendingAt when the oldest of those that wait was made
 * @param oldestPendingAge how long ago that is, by the database's clock
 * @param averageRetries empty where there is no letter
 * @param recoveryRate 0 to 1, among those that are recovered or have failed; empty where none is
 */
public record DeadLetterStatistics(
        long total,
        Map<DeadLetterStatus, Long> counts,
        Optional<Instant> oldestPendingAt,
        Optional<Duration> oldestPendingAge,
        OptionalDouble averageRetries,
        OptionalDouble recoveryRate) {}
