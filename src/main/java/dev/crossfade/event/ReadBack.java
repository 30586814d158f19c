package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import dev.crossfade.event.CanonicalJson.MemberListener;
import dev.crossfade.event.CanonicalJson.Numbers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Makes the text that is delivered from the data that a database gave back, and says whether an event is still the one
 * that was received. An instance belongs to one thread.
 */
public final class ReadBack {
    private final CanonicalJson canonical = new CanonicalJson(StrictJson.MAX_DEPTH, Integer.MAX_VALUE);
    private final Checksum checksum = new Checksum();

    /**
     * The data of an event.
     *
     * @param delivered as {@link DeliveredText} has it
     * @param canonical what the checksum is made over; empty where it is nothing that an event may hold
     */
    public record Data(String delivered, Optional<String> canonical) {}

    /** Reads JSON text in any form, once where each of its numbers is one that a double holds. */
    public Data data(String json) {
        try {
            String text = text(json, Numbers.CANONICAL);
            return new Data(canonical.exact() ? text : text(json, Numbers.AS_SENT), Optional.of(text));
        } catch (IOException | MalformedEventException notOurs) {
            return new Data(json, Optional.empty());
        }
    }

    /**
     * Whether the event has the checksum that it says it has.
     *
     * @param data what its data was made of
     * @param keys those that are known here
     */
    public Integrity integrity(MonitoringEvent event, Data data, HmacKeys keys) {
        if (data.canonical().isEmpty()
                || event.checksumAlgorithm().isKeyed() != event.checksumKeyId().isPresent()) {
            return Integrity.CHANGED;
        }
        Optional<HmacKey> key = event.checksumKeyId().flatMap(keys::of);
        if (event.checksumAlgorithm().isKeyed() && key.isEmpty()) {
            return Integrity.UNKNOWN_KEY;
        }
        return isSame(sum(event, key, data.canonical().get()), event.checksum()) ? Integrity.INTACT : Integrity.CHANGED;
    }

    private String sum(MonitoringEvent event, Optional<HmacKey> key, String canonicalData) {
        return checksum.of(
                event.checksumAlgorithm(),
                key,
                event.category(),
                canonicalData.getBytes(StandardCharsets.UTF_8),
                event.eventType(),
                event.sequenceId(),
                event.source(),
                event.timestamp());
    }

    /** In a time that says nothing of where they differ: who can alter rows must not learn a sum digit by digit. */
    private static boolean isSame(String sum, String other) {
        return MessageDigest.isEqual(sum.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private String text(String json, Numbers numbers) throws IOException, MalformedEventException {
        try (JsonParser parser = StrictJson.parser(json)) {
            parser.nextToken();
            return canonical.text(parser, numbers, 0, MemberListener.NONE);
        }
    }
}
