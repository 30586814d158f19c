package dev.crossfade.parity;

import dev.crossfade.event.MonitoringEvent;

/** The first 64 bits of a checksum and the name of its key, so that many can be kept. */
final class Fingerprint {
    private static final int DIGITS = 16;
    private static final int HEX = 16;
    /** Odd, so that no two hashes become one. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private Fingerprint() {}

    /** That of the event's checksum, with the name of the key that it was made with. */
    static long of(MonitoringEvent event) {
        long bits = of(event.checksum());
        return event.checksumKeyId().isEmpty()
                ? bits
                : bits ^ SPREAD * event.checksumKeyId().get().hashCode();
    }

    /** @param checksum hex; of any other text the fingerprint is that of another text, for all that is known */
    static long of(String checksum) {
        int digits = Math.min(DIGITS, checksum.length());
        long bits = checksum.length();
        for (int i = 0; i < digits; i++) {
            bits = (bits << 4) ^ Character.digit(checksum.charAt(i), HEX);
        }
        return bits;
    }
}
