package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/** Events as JSON objects, in the order of members that every door shows. An instance belongs to one thread. */
public final class EventJson implements EventCodec {
    static final byte[] ID = ascii("{\"id\":\"");
    static final byte[] EVENT_TYPE = ascii("\",\"event_type\":");
    static final byte[] CATEGORY = ascii(",\"category\":\"");
    static final byte[] TIMESTAMP = ascii("\",\"timestamp\":\"");
    static final byte[] RECEIVED_AT = ascii("\",\"received_at\":\"");
    static final byte[] SOURCE = ascii("\",\"source\":");
    static final byte[] DATA = ascii(",\"data\":");
    static final byte[] METADATA = ascii(",\"metadata\":");
    static final byte[] NODE = ascii(",\"node\":");
    static final byte[] SEQUENCE_ID = ascii(",\"sequence_id\":");
    static final byte[] POSITION = ascii(",\"position\":");
    static final byte[] NULL = ascii("null");
    static final byte[] ADAPTERS = ascii(",\"adapters\":[");
    static final byte[] CONFIG_VERSION = ascii("],\"config_version\":");
    static final byte[] CHECKSUM = ascii(",\"checksum\":\"");
    static final byte[] CHECKSUM_ALGORITHM = ascii("\",\"checksum_algorithm\":\"");
    static final byte[] CHECKSUM_KEY_ID = ascii("\",\"checksum_key_id\":\"");
    static final byte[] END = ascii("\"}");

    private final JsonBytes out = new JsonBytes();
    private final Checksum checksum = new Checksum();

    @Override
    public SealedEvent seal(EventDraft draft, String node, long sequenceId) {
        byte[] data = draft.data().getBytes(StandardCharsets.UTF_8);
        byte[] canonicalData = draft.canonicalData().equals(draft.data())
                ? data
                : draft.canonicalData().getBytes(StandardCharsets.UTF_8);
        String sum = checksum.of(
                draft.checksumAlgorithm(),
                draft.checksumKey(),
                draft.category(),
                canonicalData,
                draft.eventType(),
                sequenceId,
                draft.source(),
                draft.timestamp());
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
                sum,
                draft.checksumAlgorithm(),
                draft.checksumKey().map(HmacKey::id));
        return new SealedEvent(event, encode(event, data), draft.persist(), draft.verdict());
    }

    /**
     * The event's JSON in UTF-8, as {@link #seal} writes it but with its position.
     *
     * @throws IllegalArgumentException where a text of the event holds NUL or half a surrogate pair
     */
    public byte[] encode(MonitoringEvent event) {
        return encode(event, event.data().getBytes(StandardCharsets.UTF_8));
    }

    private byte[] encode(MonitoringEvent event, byte[] data) {
        out.clear();
        out.raw(ID);
        out.label(event.id().toString());
        out.raw(EVENT_TYPE);
        out.string(event.eventType());
        out.raw(CATEGORY);
        out.label(event.category().label());
        out.raw(TIMESTAMP);
        out.time(event.timestamp());
        out.raw(RECEIVED_AT);
        out.time(event.receivedAt());
        out.raw(SOURCE);
        out.string(event.source());
        out.raw(DATA);
        out.raw(data);
        out.raw(METADATA);
        out.text(event.metadata());
        encodePlace(event);
        encodeChecksum(event);
        return out.copy();
    }

    private void encodePlace(MonitoringEvent event) {
        out.raw(NODE);
        out.string(event.node());
        out.raw(SEQUENCE_ID);
        out.number(event.sequenceId());
        out.raw(POSITION);
        if (event.position().isPresent()) {
            out.number(event.position().getAsLong());
        } else {
            out.raw(NULL);
        }
        out.raw(ADAPTERS);
        boolean first = true;
        for (String adapter : event.route().labels()) {
            if (!first) {
                out.ascii(',');
            }
            first = false;
            out.string(adapter);
        }
        out.raw(CONFIG_VERSION);
        out.number(event.configVersion());
    }

    private void encodeChecksum(MonitoringEvent event) {
        out.raw(CHECKSUM);
        out.label(event.checksum());
        out.raw(CHECKSUM_ALGORITHM);
        out.label(event.checksumAlgorithm().label());
        if (event.checksumKeyId().isPresent()) {
            out.raw(CHECKSUM_KEY_ID);
            out.label(event.checksumKeyId().get());
        }
        out.raw(END);
    }

    @Override
    public MonitoringEvent decode(byte[] json) {
        return SealedText.read(json).orElseGet(() -> parse(json));
    }

    @Override
    public Optional<UUID> id(byte[] json) {
        return SealedText.id(json);
    }

    /** The event of any JSON that has its members, in any order and form. */
    static MonitoringEvent parse(byte[] json) {
        try (JsonParser parser = StrictJson.parser(json, 0, json.length)) {
            StoredFields fields = new StoredFields(json);
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                fields.read(parser);
                if (parser.nextToken() == null) {
                    return fields.event();
                }
            }
            throw new IllegalArgumentException("an event's JSON was expected");
        } catch (IOException e) {
            throw new IllegalArgumentException("an event's JSON was expected", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
