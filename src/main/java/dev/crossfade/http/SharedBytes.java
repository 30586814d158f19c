package dev.crossfade.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Bytes that are written to many clients. They lie outside the heap, where the socket takes them from as they are: of an
 * array Netty would make a copy for each client, and keep it for as long as that client does not read.
 *
 * <p>Closed when it has been handed to all; the memory goes back when the last of them has been written. Belongs to the
 * context of its sockets.
 */
final class SharedBytes implements AutoCloseable {
    private final ByteBuf bytes;
    private final int length;
    private final Runnable whenGone;
    private int uses = 1;

    SharedBytes(byte[] array) {
        this(array, () -> {});
    }

    /** @param whenGone done when it is closed and the last write is over */
    SharedBytes(byte[] array, Runnable whenGone) {
        this.bytes = PooledByteBufAllocator.DEFAULT.directBuffer(array.length).writeBytes(array);
        this.length = array.length;
        this.whenGone = whenGone;
    }

    int length() {
        return length;
    }

    /** For one write, which releases it; {@link #written} must follow. */
    ByteBuf forOneWrite() {
        uses++;
        return bytes.retainedDuplicate();
    }

    /** A write is over, well or not. */
    void written() {
        uses--;
        if (uses == 0) {
            whenGone.run();
        }
    }

    @Override
    public void close() {
        bytes.release();
        written();
    }
}
