package dev.crossfade.event;

import java.util.Optional;
import java.util.UUID;

/** Reads UUIDs strictly: 36 characters, hyphens in their places, hex digits of either case elsewhere. */
final class UuidText {
    private static final int LENGTH = 36;
    private static final int DIGITS_PER_HALF = 16;

    private UuidText() {}

    static Optional<UUID> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        int digits = 0;
        for (int i = 0; i < LENGTH; i++) {
            char c = text.charAt(i);
            if (i == 8 || i == 13 || i == 18 || i == 23) {
                if (c != '-') {
                    return Optional.empty();
                }
                continue;
            }
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                return Optional.empty();
            }
            if (digits++ < DIGITS_PER_HALF) {
                high = (high << 4) | digit;
            } else {
                low = (low << 4) | digit;
            }
        }
        return Optional.of(new UUID(high, low));
    }
}
