package dev.crossfade.event;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * An event that is read, judged, classified and routed, and waits for its sequence id.
 *
 * <p>The event log gives the id and with it the checksum can be made: the log calls
 * {@link EventCodec#seal} for each draft, in order, on its own thread.
 *
 * @param ownId whether the publisher gave the id, and so may send the event again; one made here comes only once
 * @param canonicalData {@code data} in RFC 8785 form, what the checksum is made over
 * @param data what is stored and delivered: the same text as {@code canonicalData} (the same object), unless that
 *     form would lose digits of a number
 * @param configVersion the version of the configuration that decided its route
 * @param persist false only where the category says {@code persist: false}: delivered live, never stored
 * @param checksumKey what the checksum is made with; there where its algorithm needs a key
 * @param verdict what validation said of it
 */
public record EventDraft(
        UUID id,
        boolean ownId,
        String eventType,
        Category category,
        Instant timestamp,
        Instant receivedAt,
        String source,
        String canonicalData,
        String data,
        String metadata,
        Route route,
        long configVersion,
        boolean persist,
        ChecksumAlgorithm checksumAlgorithm,
        Optional<HmacKey> checksumKey,
        Verdict verdict) {
    /** A draft whose checksum needs no key. */
    public EventDraft(
            UUID id,
            boolean ownId,
            String eventType,
            Category category,
            Instant timestamp,
            Instant receivedAt,
            String source,
            String canonicalData,
            String data,
            String metadata,
            Route route,
            long configVersion,
            boolean persist,
            ChecksumAlgorithm checksumAlgorithm,
            Verdict verdict) {
        this(
                id,
                ownId,
                eventType,
                category,
                timestamp,
                receivedAt,
                source,
                canonicalData,
                data,
                metadata,
                route,
                configVersion,
                persist,
                checksumAlgorithm,
                Optional.empty(),
                verdict);
    }
}
