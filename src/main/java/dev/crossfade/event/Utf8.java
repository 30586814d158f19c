package dev.crossfade.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Tells valid UTF-8, as RFC 3629 defines it, from anything else.
 *
 * <p>The JSON parser is lenient: it takes overlong forms and encoded surrogates, and guesses UTF-16 and UTF-32 from NUL
 * bytes, which no JSON text in UTF-8 holds.
 */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x0101010101010101L;

    private Utf8() {}

    /** Whether these bytes are UTF-8 without NUL. */
    static boolean isText(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (to - i >= Long.BYTES && isAscii((long) LONGS.get(bytes, i))) {
                i += Long.BYTES;
                continue;
            }
            int size = sequence(bytes, i, to);
            if (size == 0) {
                return false;
            }
            i += size;
        }
        return true;
    }

    /** Eight bytes from 1 to 127: no high bit, and no byte that borrows when one is taken from each. */
    private static boolean isAscii(long word) {
        return ((word | (word - LOW_BITS)) & HIGH_BITS) == 0;
    }

    /** Length of the sequence at {@code i}; 0 where there is no valid one. */
    private static int sequence(byte[] bytes, int i, int to) {
        int lead = bytes[i] & 0xFF;
        if (lead < 0x80) {
            return lead == 0 ? 0 : 1;
        }
        int size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (lead < 0xC2 || lead > 0xF4 || to - i < size) {
            return 0;
        }
        int codePoint = lead & (0xFF >> (size + 1));
        for (int k = 1; k < size; k++) {
            if ((bytes[i + k] & 0xC0) != 0x80) {
                return 0;
            }
            codePoint = (codePoint << 6) | (bytes[i + k] & 0x3F);
        }
        boolean overlong = (size == 3 && codePoint < 0x800) || (size == 4 && codePoint < 0x10000);
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return overlong || surrogate || codePoint > Character.MAX_CODE_POINT ? 0 : size;
    }
}
