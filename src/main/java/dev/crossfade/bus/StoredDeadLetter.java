package dev.crossfade.bus;

import java.time.Instant;
import java.util.Optional;

/**
 * An event that the database refused for good, as it is kept.
 *
 * @param id its place among the dead letters; newer ones have greater ids
 * @param node the node whose event log it came from
 * @param sequenceId its place in that log
 * @param payload JSON text in ASCII: the whole event
 * @param reason why it was refused the last time
 * @param sqlState of that refusal; empty where the database was not asked
 * @param retryCount retries that were refused
 * @param maxRetries so many of them, and it has failed
 */
public record StoredDeadLetter(
        long id,
        String node,
        long sequenceId,
        String payload,
        String reason,
        String sqlState,
        int retryCount,
        int maxRetries,
        DeadLetterStatus status,
        Instant createdAt,
        Optional<Instant> lastRetryAt,
        Optional<Instant> nextRetryAt,
        Optional<Instant> recoveredAt) {}
