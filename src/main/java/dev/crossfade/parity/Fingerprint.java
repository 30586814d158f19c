package dev.crossfade.parity;

/** The first 64 bits of a checksum, so that many can be kept. */
final class Fingerprint {
    private static final int DIGITS = 16;
    private static final int HEX = 16;

    private Fingerprint() {}

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
