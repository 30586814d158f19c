package dev.crossfade.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.function.Consumer;

/**
 * A fact that anyone may hear and anyone may miss.
 *
 * @param <T> the message, an immutable record
 */
public final class Topic<T> {
    private static final DeliveryOptions BY_REFERENCE =
            new DeliveryOptions().setCodecName(LocalCodec.NAME).setLocalOnly(true);

    private final String address;

    Topic(String address) {
        this.address = address;
    }

    /** Tells all who listen now. Never fails, never waits. */
    public void publish(Vertx vertx, T fact) {
        vertx.eventBus().publish(address, fact, BY_REFERENCE);
    }

    /** Hears every fact told from now on, on the context of the caller. */
    public MessageConsumer<T> listen(Vertx vertx, Consumer<T> listener) {
        return vertx.eventBus().<T>localConsumer(address, message -> listener.accept(message.body()));
    }
}
