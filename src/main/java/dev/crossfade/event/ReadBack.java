package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import dev.crossfade.event.CanonicalJson.MemberListener;
import dev.crossfade.event.CanonicalJson.Numbers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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

    /** Whether the event has the checksum that it says it has; {@code data} is what its data was made of. */
    public boolean isIntact(MonitoringEvent event, Data data) {
        return data.canonical()
                .map(text -> checksum.of(
                        event.checksumAlgorithm(),
                        event.category(),
                        text.getBytes(StandardCharsets.UTF_8),
                        event.eventType(),
                        event.sequenceId(),
                        event.source(),
                        event.timestamp()))
                .filter(event.checksum()::equals)
                .isPresent();
    }

    private String text(String json, Numbers numbers) throws IOException, MalformedEventException {
        try (JsonParser parser = StrictJson.parser(json)) {
            parser.nextToken();
            return canonical.text(parser, numbers, 0, MemberListener.NONE);
        }
    }
}
