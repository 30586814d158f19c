package dev.crossfade.bus;

import dev.crossfade.config.Alerts.Receiver;
import java.time.Instant;
import java.util.Optional;

/**
 * How one receiver of alerts is doing, since it came into force.
 *
 * @param breaker whether it is tried now
 * @param waiting changes of alerts that it has not taken yet
 * @param sent requests that it took
 * @param failures requests that it did not take, each after all its attempts
 * @param lost changes that it refuses for good, or that had to give way to newer ones
 * @param lastSuccess when it last took something
 * @param lastError fit for an operator; empty where there was none. It stays when the trouble is over
 */
public record ReceiverFigures(
        String name,
        Receiver.Type type,
        BreakerState breaker,
        int waiting,
        long sent,
        long failures,
        long lost,
        Optional<Instant> lastSuccess,
        String lastError) {}
