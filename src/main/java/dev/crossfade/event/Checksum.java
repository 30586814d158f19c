package dev.crossfade.event;

import com.fasterxml.jackson.core.JsonParser;
import dev.crossfade.event.CanonicalJson.MemberListener;
import dev.crossfade.event.CanonicalJson.Numbers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.crypto.Mac;

/**
 * Sums events: over the UTF-8 of the RFC 8785 form of an object with exactly {@code category, data, event_type,
 * sequence_id, source, timestamp}. An instance belongs to one thread.
 */
public final class Checksum {
    private static final byte[] CATEGORY = ascii("{\"category\":\"");
    private static final byte[] DATA = ascii("\",\"data\":");
    private static final byte[] EVENT_TYPE = ascii(",\"event_type\":");
    private static final byte[] SEQUENCE_ID = ascii(",\"sequence_id\":");
    private static final byte[] SOURCE = ascii(",\"source\":");
    private static final byte[] TIMESTAMP = ascii(",\"timestamp\":\"");
    private static final byte[] END = ascii("\"}");

    private final JsonBytes canonical = new JsonBytes();
    private final CRC32 crc32 = new CRC32();
    private final MessageDigest sha256 = sha256();
    private final Mac mac = mac();
    /** What {@link #mac} was made ready with. */
    private Optional<HmacKey> ready = Optional.empty();

    private final HexFormat hex = HexFormat.of();

    /** The sum, as below, of an event whose sum needs no key. */
    public static String of(MonitoringEvent event) {
        return of(event, HmacKeys.NONE);
    }

    /**
     * The sum of a finished event, from what is delivered of it: it equals {@link MonitoringEvent#checksum} unless
     * something was changed on the way. The form of the data's text does not matter.
     *
     * @param keys with that of the event, where it was made with one
     * @throws IllegalArgumentException where the data is no JSON, or holds text or numbers that no event may hold, and
     *     where the key is not known
     */
    public static String of(MonitoringEvent event, HmacKeys keys) {
        return new Checksum()
                .of(
                        event.checksumAlgorithm(),
                        event.checksumKeyId().flatMap(keys::of),
                        event.category(),
                        canonicalData(event.data()).getBytes(StandardCharsets.UTF_8),
                        event.eventType(),
                        event.sequenceId(),
                        event.source(),
                        event.timestamp());
    }

    /**
     * The sum over these parts of an event.
     *
     * @param key there where the algorithm needs one
     * @param data in RFC 8785 form and UTF-8
     * @return bare lower-case hex
     */
    String of(
            ChecksumAlgorithm algorithm,
            Optional<HmacKey> key,
            Category category,
            byte[] data,
            String eventType,
            long sequenceId,
            String source,
            Instant timestamp) {
        canonical.clear();
        canonical.raw(CATEGORY);
        canonical.label(category.label());
        canonical.raw(DATA);
        canonical.raw(data);
        canonical.raw(EVENT_TYPE);
        canonical.string(eventType);
        canonical.raw(SEQUENCE_ID);
        canonical.number(sequenceId);
        canonical.raw(SOURCE);
        canonical.string(source);
        canonical.raw(TIMESTAMP);
        canonical.time(timestamp);
        canonical.raw(END);
        return switch (algorithm) {
            case CRC32 -> crc32();
            case SHA256 -> sha256Text();
            case HMAC_SHA256 -> signature(key.orElseThrow(() -> new IllegalArgumentException("a key was expected")));
        };
    }

    private String crc32() {
        crc32.reset();
        crc32.update(canonical.array(), 0, canonical.length());
        return hex.toHexDigits((int) crc32.getValue());
    }

    private String sha256Text() {
        sha256.update(canonical.array(), 0, canonical.length());
        return hex.formatHex(sha256.digest());
    }

    private String signature(HmacKey key) {
        if (ready.filter(key::equals).isEmpty()) {
            makeReady(key);
        }
        mac.update(canonical.array(), 0, canonical.length());
        return hex.formatHex(mac.doFinal());
    }

    private void makeReady(HmacKey key) {
        try {
            mac.init(key.spec());
            ready = Optional.of(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("any bytes are a key", e);
        }
    }

    private static String canonicalData(String data) {
        CanonicalJson json = new CanonicalJson(StrictJson.MAX_DEPTH, Integer.MAX_VALUE);
        try (JsonParser parser = StrictJson.parser(data)) {
            parser.nextToken();
            return json.text(parser, Numbers.CANONICAL, 0, MemberListener.NONE);
        } catch (IOException | MalformedEventException e) {
            throw new IllegalArgumentException("the data of an event was expected", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Mac mac() {
        try {
            return Mac.getInstance(HmacKey.ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
