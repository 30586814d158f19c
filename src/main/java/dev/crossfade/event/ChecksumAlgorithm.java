package dev.crossfade.event;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How an event's checksum is made. */
public enum ChecksumAlgorithm {
    CRC32,
    SHA256,
    HMAC_SHA256;

    private static final Map<String, ChecksumAlgorithm> BY_LABEL =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(ChecksumAlgorithm::label, Function.identity()));

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The name as it is written in configuration, events and the database: {@code crc32}, {@code sha256}, {@code hmac-sha256}. */
    public String label() {
        return label;
    }

    /** Whether whoever makes or checks a sum needs a key. */
    public boolean isKeyed() {
        return this == HMAC_SHA256;
    }

    /** The algorithm of that name in any letter case; empty for any other text. */
    public static Optional<ChecksumAlgorithm> of(String text) {
        ChecksumAlgorithm exact = BY_LABEL.get(text);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (ChecksumAlgorithm algorithm : values()) {
            if (algorithm.label.equalsIgnoreCase(text)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
