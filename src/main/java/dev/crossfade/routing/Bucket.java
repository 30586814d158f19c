package dev.crossfade.routing;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The stable hash that puts events into buckets 0 to 9999: hundredths of a percent.
 *
 * <p>CRC-32 (the one of zip) of the key's UTF-8, then the 32-bit finaliser of MurmurHash3, then the unsigned remainder
 * by 10000. CRC alone would not do: it is linear, so ids that count up would fill the buckets unevenly. Any language can
 * reproduce it:
 *
 * <pre>
 * ""                                         0
 * "a"                                     6311
 * "service-1"                             1104
 * "01234567-89ab-cdef-0123-456789abcdef"  6971
 * </pre>
 */
public final class Bucket {
    /** How many buckets there are. */
    public static final int COUNT = 10_000;

    private Bucket() {}

    /** The bucket of a key; for an id the key is its lower-case text. */
    public static int of(String key) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        int hash = (int) crc.getValue();
        hash ^= hash >>> 16;
        hash *= 0x85EBCA6B;
        hash ^= hash >>> 13;
        hash *= 0xC2B2AE35;
        hash ^= hash >>> 16;
        return Integer.remainderUnsigned(hash, COUNT);
    }
}
