package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The members of a finished event, while it is read back; data and metadata are taken over byte by byte. */
final class StoredFields {
    private final byte[] json;
    private final Map<String, String> texts = new HashMap<>();
    private final List<Adapter> adapters = new ArrayList<>();

    StoredFields(byte[] json) {
        this.json = json;
    }

    /** Reads the members; the parser is at the object's start. Members that are not known are passed over. */
    void read(JsonParser parser) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            switch (parser.nextToken()) {
                case START_OBJECT -> texts.put(name, slice(parser));
                case START_ARRAY -> array(name, parser);
                case VALUE_NULL -> {}
                default -> texts.put(name, parser.getText());
            }
        }
    }

    private String slice(JsonParser parser) throws IOException {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int to = (int) parser.currentLocation().getByteOffset();
        return new String(json, from, to - from, StandardCharsets.UTF_8);
    }

    private void array(String name, JsonParser parser) throws IOException {
        if (!name.equals("adapters")) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            adapters.add(Adapter.of(parser.getText()).orElseThrow(() -> missing("adapters")));
        }
    }

    /**
     * The event.
     *
     * @throws IllegalArgumentException where something of it is missing or not as it is written
     */
    MonitoringEvent event() {
        return new MonitoringEvent(
                UuidText.parse(text("id")).orElseThrow(() -> missing("id")),
                text("event_type"),
                Category.of(text("category")).orElseThrow(() -> missing("category")),
                time("timestamp"),
                time("received_at"),
                text("source"),
                text("data"),
                text("metadata"),
                text("node"),
                Long.parseLong(text("sequence_id")),
                texts.containsKey("position")
                        ? OptionalLong.of(Long.parseLong(text("position")))
                        : OptionalLong.empty(),
                Route.of(adapters),
                configVersion(),
                text("checksum"),
                ChecksumAlgorithm.of(text("checksum_algorithm")).orElseThrow(() -> missing("checksum_algorithm")),
                Optional.ofNullable(texts.get("checksum_key_id")));
    }

    /** Builds before the field was there did not write it. */
    private long configVersion() {
        return texts.containsKey("config_version") ? Long.parseLong(text("config_version")) : 0;
    }

    private String text(String name) {
        String text = texts.get(name);
        if (text == null) {
            throw missing(name);
        }
        return text;
    }

    private Instant time(String name) {
        return EventTime.parse(text(name)).orElseThrow(() -> missing(name));
    }

    private static IllegalArgumentException missing(String name) {
        return new IllegalArgumentException("an event's JSON was expected, with " + name);
    }
}
