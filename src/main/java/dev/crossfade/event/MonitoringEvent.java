package dev.crossfade.event;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * One monitoring fact that the event log has taken: complete, numbered and summed.
 *
 * @param id identity given by the publisher, or a UUIDv7 made at receipt
 * @param eventType 1 to 128 characters
 * @param timestamp when it happened, by its publisher; microseconds
 * @param receivedAt when the daemon received it; microseconds
 * @param source who tells it, 1 to 128 characters
 * @param data JSON text of an object: RFC 8785 form, but for numbers that a double cannot hold, which stay as sent
 * @param metadata JSON text of an object, in the same form
 * @param node the node whose event log it is in
 * @param sequenceId its place among the events of that log, from 1
 * @param position its place in the database feed; empty before it is stored
 * @param route the adapters it goes to
 * @param configVersion the version of the node's configuration that decided the route; 0 where it is not known, as of
 *     events that were taken before it was kept
 * @param checksum bare lower-case hex over the canonical form
 * @param checksumKeyId the name of the key that it was made with; empty where the algorithm needs none
 */
public record MonitoringEvent(
        UUID id,
        String eventType,
        Category category,
        Instant timestamp,
        Instant receivedAt,
        String source,
        String data,
        String metadata,
        String node,
        long sequenceId,
        OptionalLong position,
        Route route,
        long configVersion,
        String checksum,
        ChecksumAlgorithm checksumAlgorithm,
        Optional<String> checksumKeyId) {
    /** An event whose checksum needs no key. */
    public MonitoringEvent(
            UUID id,
            String eventType,
            Category category,
            Instant timestamp,
            Instant receivedAt,
            String source,
            String data,
            String metadata,
            String node,
            long sequenceId,
            OptionalLong position,
            Route route,
            long configVersion,
            String checksum,
            ChecksumAlgorithm checksumAlgorithm) {
        this(
                id,
                eventType,
                category,
                timestamp,
                receivedAt,
                source,
                data,
                metadata,
                node,
                sequenceId,
                position,
                route,
                configVersion,
                checksum,
                checksumAlgorithm,
                Optional.empty());
    }
}
