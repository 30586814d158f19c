package dev.crossfade.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.crossfade.event.Category;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventCodec;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.event.SealedEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.zip.CRC32;

/** The smallest codec that loses nothing: one line a field, so that tests of the log need no JSON library. */
public final class LineCodec implements EventCodec {
    private static final int FIELDS = 14;
    private static final int UUID_LENGTH = 36;

    @Override
    public SealedEvent seal(EventDraft draft, String node, long sequenceId) {
        CRC32 sum = new CRC32();
        sum.update((draft.canonicalData() + sequenceId).getBytes(UTF_8));
        String checksum = String.format("%08x", sum.getValue());
        MonitoringEvent event = new MonitoringEvent(
                draft.id(),
                draft.eventType(),
                draft.category(),
                draft.timestamp(),
                draft.receivedAt(),
                draft.source(),
                draft.data(),
                draft.metadata(),
                node,
                sequenceId,
                OptionalLong.empty(),
                draft.route(),
                draft.configVersion(),
                checksum,
                draft.checksumAlgorithm());
        return new SealedEvent(event, encode(event), draft.persist(), draft.verdict());
    }

    @Override
    public MonitoringEvent decode(byte[] json) {
        String[] field = new String(json, UTF_8).split("\n", -1);
        if (field.length != FIELDS) {
            throw new IllegalArgumentException(field.length + " fields");
        }
        return new MonitoringEvent(
                UUID.fromString(field[0]),
                field[1],
                Category.valueOf(field[2]),
                Instant.parse(field[3]),
                Instant.parse(field[4]),
                field[5],
                field[6],
                field[7],
                field[8],
                Long.parseLong(field[9]),
                OptionalLong.empty(),
                Route.valueOf(field[10]),
                Long.parseLong(field[11]),
                field[12],
                ChecksumAlgorithm.valueOf(field[13]));
    }

    @Override
    public Optional<UUID> id(byte[] json) {
        return Optional.of(UUID.fromString(new String(json, 0, UUID_LENGTH, UTF_8)));
    }

    private static byte[] encode(MonitoringEvent event) {
        return String.join(
                        "\n",
                        event.id().toString(),
                        event.eventType(),
                        event.category().name(),
                        event.timestamp().toString(),
                        event.receivedAt().toString(),
                        event.source(),
                        event.data(),
                        event.metadata(),
                        event.node(),
                        Long.toString(event.sequenceId()),
                        event.route().name(),
                        Long.toString(event.configVersion()),
                        event.checksum(),
                        event.checksumAlgorithm().name())
                .getBytes(UTF_8);
    }
}
