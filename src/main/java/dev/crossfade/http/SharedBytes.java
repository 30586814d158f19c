package dev.crossfade.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;

/**
 * Bytes that are written to many clients. They lie outside the heap, where the socket takes them from as they are: of an
 * array Netty would make a copy for each client, and keep it for as long as that client does not read.
 *
 * <p>Closed when it has been handed to all; the memory goes back when the last of them has been written.
 */
final class SharedBytes implements AutoCloseable {
    private final ByteBuf bytes;

    SharedBytes(byte[] array) {
        this.bytes = PooledByteBufAllocator.DEFAULT.directBuffer(array.length).writeBytes(array);
    }

    int length() {
        return bytes.readableBytes();
    }

    /** For one write, which releases it. */
    ByteBuf forOneWrite() {
        return bytes.retainedDuplicate();
    }

    @Override
    public void close() {
        bytes.release();
    }
}
