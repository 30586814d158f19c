package dev.crossfade.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crossfade.bus.RealtimeBroadcast;
import dev.crossfade.realtime.Broadcast;
import dev.crossfade.realtime.ClientMessage;
import dev.crossfade.realtime.InvalidJoinException;
import dev.crossfade.realtime.JoinRequest;
import dev.crossfade.realtime.MalformedFrameException;
import dev.crossfade.realtime.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what one client of the realtime adapter says, and knows the channels that it has joined. A frame that is
 * no message is passed over. Belongs to the context of its socket.
 */
final class RealtimeMessagesHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RealtimeMessagesHandler.class);
    private static final String PHOENIX = "phoenix";
    private static final int MOST_CHANNELS = 100;
    private static final int MOST_BROADCASTS = 100;
    private static final String OVER_ALL = ", over all channels of a connection";

    /** Ten times what a client needs that joins all its channels at once; one that says more is closed. */
    private static final int MOST_MESSAGES = 1000;

    private final RealtimeSocket client;
    private final RealtimeWriter live;
    private final JoinWriter joins;
    private final BroadcastWriter broadcasts;
    private final Predicate<String> mayRead;
    private final Map<String, RealtimeChannel> channels = new HashMap<>();
    private final Rate messages = new Rate(MOST_MESSAGES);
    private final Rate said = new Rate(MOST_BROADCASTS);

    /** @param mayRead whether a token of a client lets it read */
    RealtimeMessagesHandler(
            RealtimeSocket client,
            RealtimeWriter live,
            JoinWriter joins,
            BroadcastWriter broadcasts,
            Predicate<String> mayRead) {
        this.client = client;
        this.live = live;
        this.joins = joins;
        this.broadcasts = broadcasts;
        this.mayRead = mayRead;
    }

    void text(String frame) {
        try {
            take(ClientMessage.text(client.serializer(), frame));
        } catch (MalformedFrameException malformed) {
            LOG.debug("a frame is passed over reason={}", malformed.getMessage());
        }
    }

    void binary(byte[] frame) {
        try {
            take(ClientMessage.binary(frame));
        } catch (MalformedFrameException malformed) {
            LOG.debug("a frame is passed over reason={}", malformed.getMessage());
        }
    }

    /** The connection is gone. */
    void closed() {
        List.copyOf(channels.values()).forEach(this::end);
    }

    private void take(ClientMessage message) {
        if (!client.heard()) {
            return;
        }
        if (!messages.allows()) {
            client.refuse("too many messages per second");
            return;
        }
        if (message.topic().equals(PHOENIX)) {
            heartbeat(message);
            return;
        }
        RealtimeChannel channel = channels.get(message.topic());
        switch (message.event()) {
            case "phx_join" -> join(message);
            case "phx_leave" -> leave(message, channel);
            case "access_token" -> token(message, channel);
            default -> {
                if (channel == null) {
                    refuse(message, "unmatched topic");
                } else if (message.broadcast().isPresent()) {
                    broadcast(message, channel, message.broadcast().get());
                } else {
                    // Presence, among others: there is nobody to be told of.
                    accept(message);
                }
            }
        }
    }

    private void heartbeat(ClientMessage message) {
        channels.values().forEach(joins::heartbeat);
        accept(message);
    }

    private void join(ClientMessage message) {
        Optional<String> problem = Topic.problem(message.topic());
        if (problem.isPresent()) {
            refuse(message, problem.get());
            return;
        }
        Optional.ofNullable(channels.get(message.topic())).ifPresent(this::replaced);
        if (channels.size() >= MOST_CHANNELS) {
            refuse(message, "ChannelRateLimitReached: too many channels on this connection");
            return;
        }
        boolean isCostly = JoinRequest.isCostly(message.payload());
        if (isCostly && !joins.costly().hasLeft()) {
            refuse(message, "ChannelRateLimitReached: too many joins with patterns at the moment, join again");
            return;
        }
        long begun = System.nanoTime();
        try {
            JoinRequest request = JoinRequest.of(message.payload());
            if (!request.accessToken().map(mayRead::test).orElse(true)) {
                refuse(message, "Unauthorized: this token is not known here");
                return;
            }
            if (sum(JoinRequest::costly) + request.costly() > JoinRequest.MOST_COSTLY) {
                refuse(message, JoinRequest.TOO_COSTLY + OVER_ALL);
                return;
            }
            if (sum(JoinRequest::length) + request.length() > JoinRequest.MOST_LENGTH) {
                refuse(message, JoinRequest.TOO_LONG + OVER_ALL);
                return;
            }
            RealtimeChannel channel = new RealtimeChannel(client, message.joinRef(), message.topic(), request);
            channels.put(message.topic(), channel);
            joins.join(channel, message, () -> end(channel));
        } catch (InvalidJoinException invalid) {
            refuse(message, invalid.getMessage());
        } finally {
            if (isCostly) {
                joins.costly().spend(System.nanoTime() - begun);
            }
        }
    }

    private int sum(ToIntFunction<JoinRequest> size) {
        return channels.values().stream()
                .mapToInt(channel -> size.applyAsInt(channel.request()))
                .sum();
    }

    /** A client that joins once more has lost sight of the first time. */
    private void replaced(RealtimeChannel before) {
        if (before.isOpen()) {
            client.say(messages -> messages.close(before.joinRef(), before.topic()));
        }
        end(before);
    }

    private void leave(ClientMessage message, RealtimeChannel channel) {
        if (channel != null) {
            end(channel);
        }
        accept(message);
        if (channel != null) {
            client.say(messages -> messages.close(channel.joinRef(), channel.topic()));
        }
    }

    private void end(RealtimeChannel channel) {
        channel.close();
        channels.remove(channel.topic(), channel);
        broadcasts.remove(channel);
        live.remove(channel);
    }

    /** Not answered, where nothing is wrong with it. */
    private void token(ClientMessage message, RealtimeChannel channel) {
        JsonNode sent = message.payload().path("access_token");
        // A publishable key of Supabase is sent again and again, and is no token.
        String token = sent.isTextual() && !sent.textValue().startsWith("sb_") ? sent.textValue() : "";
        if (channel == null || token.isEmpty() || mayRead.test(token)) {
            return;
        }
        end(channel);
        client.say(messages ->
                messages.system(channel.joinRef(), channel.topic(), "system", false, "this token is not known here"));
        client.say(messages -> messages.close(channel.joinRef(), channel.topic()));
    }

    private void broadcast(ClientMessage message, RealtimeChannel channel, Broadcast broadcast) {
        if (!said.allows()) {
            refuse(message, "too many messages per second");
            return;
        }
        broadcasts.send(new RealtimeBroadcast(
                channel.request().broadcastSelf() ? "" : client.id(),
                channel.topic(),
                broadcast.event(),
                broadcast.meta(),
                broadcast.json(),
                broadcast.payload()));
        if (channel.request().broadcastAck()) {
            accept(message);
        }
    }

    private void accept(ClientMessage message) {
        client.say(messages -> messages.reply(message, true, JsonNodeFactory.instance.objectNode()));
    }

    private void refuse(ClientMessage message, String reason) {
        ObjectNode response = JsonNodeFactory.instance.objectNode().put("reason", reason);
        client.say(messages -> messages.reply(message, false, response));
    }

    /** The answer to a join: what was asked for, with ids. */
    static ArrayNode echo(JoinRequest request) {
        ArrayNode echo = JsonNodeFactory.instance.arrayNode();
        request.bindings().forEach(binding -> echo.add(binding.echo()));
        return echo;
    }

    /** At most so many in a second that begins with the first. */
    private static final class Rate {
        private static final long SECOND_NANOS = 1_000_000_000;

        private final int most;
        private long begun = System.nanoTime();
        private int used;

        Rate(int most) {
            this.most = most;
        }

        boolean allows() {
            long now = System.nanoTime();
            if (now - begun > SECOND_NANOS) {
                begun = now;
                used = 0;
            }
            used++;
            return used <= most;
        }
    }
}
