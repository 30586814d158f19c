package dev.crossfade.realtime;

import java.util.Arrays;

/**
 * Whole WebSocket frames (RFC 6455) from a server, one behind the other in one array, so that what many clients get is
 * framed once. An instance belongs to one thread.
 */
public final class WebSocketFrames {
    private static final int WHOLE = 0x80;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int SHORT_LENGTH = 125;
    private static final int LENGTH_IN_TWO = 126;
    private static final int LENGTH_IN_EIGHT = 127;
    private static final int LONGEST_HEADER = 10;
    private static final int FIRST_ROOM = 1024;
    private static final int MOST_KEPT = 1 << 20;

    private byte[] bytes = new byte[FIRST_ROOM];
    private int length;

    /** Adds a text frame whose payload is these parts, UTF-8 altogether. */
    public void text(byte[]... parts) {
        frame(TEXT, parts);
    }

    /** Adds a binary frame whose payload is these parts. */
    public void binary(byte[]... parts) {
        frame(BINARY, parts);
    }

    /** The frames that were added since the last call. */
    public byte[] take() {
        byte[] taken = Arrays.copyOf(bytes, length);
        length = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[FIRST_ROOM];
        }
        return taken;
    }

    private void frame(int opcode, byte[][] parts) {
        int payload = 0;
        for (byte[] part : parts) {
            payload = Math.addExact(payload, part.length);
        }
        room(Math.addExact(payload, LONGEST_HEADER));
        bytes[length++] = (byte) (WHOLE | opcode);
        if (payload <= SHORT_LENGTH) {
            bytes[length++] = (byte) payload;
        } else if (payload < 1 << Short.SIZE) {
            bytes[length++] = LENGTH_IN_TWO;
            bigEndian(payload, Short.BYTES);
        } else {
            bytes[length++] = LENGTH_IN_EIGHT;
            bigEndian(payload, Long.BYTES);
        }
        for (byte[] part : parts) {
            System.arraycopy(part, 0, bytes, length, part.length);
            length += part.length;
        }
    }

    private void bigEndian(long value, int size) {
        for (int shift = (size - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    private void room(int count) {
        int needed = Math.addExact(length, count);
        if (bytes.length < needed) {
            int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - Long.BYTES);
            bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
        }
    }
}
