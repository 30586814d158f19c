package dev.crossfade.http;

import dev.crossfade.bus.RealtimeBroadcast;
import dev.crossfade.bus.Topics;
import dev.crossfade.realtime.Broadcast;
import dev.crossfade.realtime.Serializer;
import dev.crossfade.realtime.ServerMessages;
import io.vertx.core.Vertx;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Passes on what clients say to the others on their topic, on this server instance and on all others. A client that reads
 * too slowly misses it. Belongs to the context it was started on.
 */
final class BroadcastWriter {
    /** Bytes of broadcasts that somebody has not read yet, each counted once. */
    private static final int MOST_WAITING = 16 << 20;

    private final Vertx vertx;
    private final Map<String, Set<RealtimeChannel>> channels = new HashMap<>();

    private long waiting;

    BroadcastWriter(Vertx vertx) {
        this.vertx = vertx;
    }

    void start() {
        Topics.REALTIME_BROADCAST.listen(vertx, this::pass);
    }

    void send(RealtimeBroadcast broadcast) {
        Topics.REALTIME_BROADCAST.publish(vertx, broadcast);
    }

    void add(RealtimeChannel channel) {
        channels.computeIfAbsent(channel.topic(), topic -> new LinkedHashSet<>())
                .add(channel);
    }

    void remove(RealtimeChannel channel) {
        channels.computeIfPresent(channel.topic(), (topic, members) -> {
            members.remove(channel);
            return members.isEmpty() ? null : members;
        });
    }

    private void pass(RealtimeBroadcast said) {
        Broadcast broadcast = new Broadcast(said.event(), said.meta(), said.json(), said.payload());
        Map<Serializer, Optional<SharedBytes>> frames = new EnumMap<>(Serializer.class);
        try {
            for (RealtimeChannel member : List.copyOf(channels.getOrDefault(said.topic(), Set.of()))) {
                if (member.isOpen() && !member.socket().id().equals(said.sender())) {
                    frames.computeIfAbsent(
                                    member.socket().serializer(),
                                    serializer -> frame(serializer, said.topic(), broadcast))
                            .ifPresent(member.socket()::pass);
                }
            }
        } finally {
            frames.values().forEach(frame -> frame.ifPresent(SharedBytes::close));
        }
    }

    /** One for all who get it; none where too much waits to be read already. */
    private Optional<SharedBytes> frame(Serializer serializer, String topic, Broadcast broadcast) {
        return new ServerMessages(serializer)
                .broadcast(topic, broadcast)
                .map(RealtimeSocket::frame)
                .filter(bytes -> waiting + bytes.length <= MOST_WAITING)
                .map(bytes -> {
                    waiting += bytes.length;
                    return new SharedBytes(bytes, () -> waiting -= bytes.length);
                });
    }
}
