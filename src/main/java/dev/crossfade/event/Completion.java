package dev.crossfade.event;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What was decided about an event that was read, and the draft that comes of it.
 *
 * @param id the event's own, or one made for it
 * @param configVersion the version of the configuration that decided the route
 * @param persist false only where the category says {@code persist: false}
 * @param checksumKey what the checksum is made with; there where its algorithm needs a key
 * @param judged whether validation is switched on
 */
public record Completion(
        UUID id,
        Category category,
        Route route,
        long configVersion,
        boolean persist,
        ChecksumAlgorithm checksumAlgorithm,
        Optional<HmacKey> checksumKey,
        Instant receivedAt,
        boolean judged) {
    /** Stands for a source that was not sent. */
    public static final String UNKNOWN_SOURCE = "unknown";

    /**
     * Completes an event: what is missing or flawed is filled ({@code timestamp} with the time of receipt,
     * {@code source} with "unknown"), and {@code metadata.validation} tells the flaws.
     *
     * @param flaws those that {@link Validator#check} found; with validation switched off {@code event.flaws()}, since
     *     what had to be replaced is told all the same
     */
    public EventDraft draft(ReadEvent event, List<Flaw> flaws) {
        Instant received = receivedAt.truncatedTo(ChronoUnit.MICROS);
        Instant timestamp =
                isFlawed("timestamp", flaws) ? received : event.timestamp().orElse(received);
        String metadata = flaws.isEmpty()
                ? event.metadata()
                : ObjectText.of(event.metadata())
                        .put(FlawNotes.MEMBER, notes(flaws))
                        .json();
        return new EventDraft(
                id,
                event.id().isPresent(),
                event.eventType(),
                category,
                timestamp,
                received,
                event.source().orElse(UNKNOWN_SOURCE),
                event.canonicalData(),
                event.data(),
                metadata,
                route,
                configVersion,
                persist,
                checksumAlgorithm,
                checksumKey,
                verdict(flaws));
    }

    private Verdict verdict(List<Flaw> flaws) {
        if (!judged) {
            return Verdict.NOT_JUDGED;
        }
        return flaws.isEmpty() ? Verdict.PASSED : Verdict.FLAWED;
    }

    private static boolean isFlawed(String field, List<Flaw> flaws) {
        for (Flaw flaw : flaws) {
            if (flaw.field().equals(field)) {
                return true;
            }
        }
        return false;
    }

    /** An array of {@code {"field", "message", "value"}}; {@code value} is there only where something was replaced. */
    private static String notes(List<Flaw> flaws) {
        JsonBytes out = new JsonBytes();
        char before = '[';
        for (Flaw flaw : flaws) {
            out.ascii(before);
            before = ',';
            out.text("{\"field\":");
            out.string(flaw.field());
            out.text(",\"message\":");
            out.string(flaw.message());
            flaw.sent().ifPresent(sent -> {
                out.text(",\"value\":");
                out.string(sent);
            });
            out.ascii('}');
        }
        out.ascii(']');
        return out.text();
    }
}
