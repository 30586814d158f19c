package dev.crossfade.event;

import java.util.Locale;
import java.util.Optional;

/** How an event's checksum is made. */
public enum ChecksumAlgorithm {
    CRC32,
    SHA256;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** The name as it is written in configuration, events and the database: {@code crc32}, {@code sha256}. */
    public String label() {
        return label;
    }

    /** The algorithm of that name in any letter case; empty for any other text. */
    public static Optional<ChecksumAlgorithm> of(String text) {
        for (ChecksumAlgorithm algorithm : values()) {
            if (algorithm.label.equalsIgnoreCase(text)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
