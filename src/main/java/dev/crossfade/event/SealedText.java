package dev.crossfade.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads an event back from the very bytes that {@link EventJson} writes, without a parser: every member is where it
 * always is. Anything else, and texts with an escape, is left to the parser.
 *
 * <p>A backlog is read from disk while events go on coming in; parsing it would cost more than storing it.
 */
final class SealedText {
    private static final int UUID_LENGTH = 36;
    private static final Map<Route, byte[]> ROUTES = routes();

    private final byte[] json;
    private int at;
    private boolean own = true;

    private SealedText(byte[] json) {
        this.json = json;
    }

    /** The event; empty where these are not the bytes of a sealed event without escapes. */
    static Optional<MonitoringEvent> read(byte[] json) {
        return new SealedText(json).event();
    }

    /** The id of the event; of its bytes the first are enough. Empty where they do not begin as those of a sealed event. */
    static Optional<UUID> id(byte[] json) {
        SealedText text = new SealedText(json);
        text.expect(EventJson.ID);
        return UuidText.parse(text.ascii(UUID_LENGTH));
    }

    private Optional<MonitoringEvent> event() {
        expect(EventJson.ID);
        Optional<UUID> id = UuidText.parse(ascii(UUID_LENGTH));
        expect(EventJson.EVENT_TYPE);
        String eventType = string();
        expect(EventJson.CATEGORY);
        Optional<Category> category = Category.of(upToQuote());
        expect(EventJson.TIMESTAMP);
        Optional<Instant> timestamp = EventTime.parse(ascii(EventTime.TEXT_LENGTH));
        expect(EventJson.RECEIVED_AT);
        Optional<Instant> receivedAt = EventTime.parse(ascii(EventTime.TEXT_LENGTH));
        expect(EventJson.SOURCE);
        String source = string();
        expect(EventJson.DATA);
        String data = object();
        expect(EventJson.METADATA);
        String metadata = object();
        expect(EventJson.NODE);
        String node = string();
        expect(EventJson.SEQUENCE_ID);
        long sequenceId = number();
        expect(EventJson.POSITION);
        expect(EventJson.NULL);
        Optional<Route> route = route();
        expect(EventJson.CONFIG_VERSION);
        long configVersion = number();
        expect(EventJson.CHECKSUM);
        String checksum = upToQuote();
        expect(EventJson.CHECKSUM_ALGORITHM);
        Optional<ChecksumAlgorithm> algorithm = ChecksumAlgorithm.of(upToQuote());
        Optional<String> keyId = keyId();
        expect(EventJson.END);
        own &= at == json.length
                && id.isPresent()
                && category.isPresent()
                && timestamp.isPresent()
                && receivedAt.isPresent()
                && route.isPresent()
                && algorithm.isPresent();
        return own
                ? Optional.of(new MonitoringEvent(
                        id.get(),
                        eventType,
                        category.get(),
                        timestamp.get(),
                        receivedAt.get(),
                        source,
                        data,
                        metadata,
                        node,
                        sequenceId,
                        OptionalLong.empty(),
                        route.get(),
                        configVersion,
                        checksum,
                        algorithm.get(),
                        keyId))
                : Optional.empty();
    }

    private Optional<String> keyId() {
        if (!own || !matches(EventJson.CHECKSUM_KEY_ID)) {
            return Optional.empty();
        }
        at += EventJson.CHECKSUM_KEY_ID.length;
        return Optional.of(upToQuote());
    }

    private void expect(byte[] literal) {
        own = own && matches(literal);
        at += literal.length;
    }

    private boolean matches(byte[] literal) {
        int end = at + literal.length;
        return end <= json.length && Arrays.equals(json, at, end, literal, 0, literal.length);
    }

    /** So many bytes, which must be ASCII to mean anything. */
    private String ascii(int length) {
        own &= at + length <= json.length;
        return take(own ? at + length : at);
    }

    private String string() {
        own &= at < json.length && json[at] == '"';
        at++;
        String text = upToQuote();
        at++;
        return text;
    }

    private String upToQuote() {
        int end = at;
        while (own && end < json.length && json[end] != '"') {
            own = json[end] != '\\';
            end++;
        }
        return take(end);
    }

    private String object() {
        own &= at < json.length && json[at] == '{';
        int end = at;
        int depth = 0;
        boolean quoted = false;
        do {
            byte b = own && end < json.length ? json[end] : 0;
            own &= b != 0;
            if (b == '"') {
                quoted = !quoted;
            } else if (quoted) {
                end += b == '\\' ? 1 : 0;
            } else if (b == '{') {
                depth++;
            } else if (b == '}') {
                depth--;
            }
            end++;
        } while (own && depth > 0);
        return take(end);
    }

    private long number() {
        long number = 0;
        int end = at;
        while (own && end < json.length && json[end] >= '0' && json[end] <= '9') {
            number = number * 10 + json[end] - '0';
            end++;
        }
        own &= end > at;
        at = end;
        return number;
    }

    private Optional<Route> route() {
        expect(EventJson.ADAPTERS);
        for (Map.Entry<Route, byte[]> route : ROUTES.entrySet()) {
            if (matchesWhole(route.getValue())) {
                at += route.getValue().length;
                return Optional.of(route.getKey());
            }
        }
        return Optional.empty();
    }

    /** Whether the list of adapters is this one, to its closing bracket. */
    private boolean matchesWhole(byte[] labels) {
        int end = at + labels.length;
        return matches(labels) && end < json.length && json[end] == ']';
    }

    private String take(int end) {
        if (!own || end > json.length) {
            own = false;
            return "";
        }
        String text = new String(json, at, end - at, StandardCharsets.UTF_8);
        at = end;
        return text;
    }

    private static Map<Route, byte[]> routes() {
        Map<Route, byte[]> routes = new EnumMap<>(Route.class);
        for (Route route : Route.values()) {
            String labels =
                    route.labels().stream().map(label -> '"' + label + '"').collect(Collectors.joining(","));
            routes.put(route, labels.getBytes(StandardCharsets.US_ASCII));
        }
        return routes;
    }
}
