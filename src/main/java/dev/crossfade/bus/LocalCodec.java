package dev.crossfade.bus;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes a message to its listeners by reference. For immutable messages inside the process; it has no wire form. */
public final class LocalCodec implements MessageCodec<Object, Object> {
    static final String NAME = "crossfade-local";

    private LocalCodec() {}

    /** Makes the codec known; once per Vert.x instance, before any verticle is deployed. */
    public static void register(Vertx vertx) {
        vertx.eventBus().registerCodec(new LocalCodec());
    }

    @Override
    public Object transform(Object message) {
        return message;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
        throw new IllegalStateException("a local message has no wire form");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new IllegalStateException("a local message has no wire form");
    }
}
