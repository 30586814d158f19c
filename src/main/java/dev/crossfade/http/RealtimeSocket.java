package dev.crossfade.http;

import dev.crossfade.realtime.OutFrame;
import dev.crossfade.realtime.Serializer;
import dev.crossfade.realtime.ServerMessages;
import dev.crossfade.realtime.WebSocketFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The connection of a client of the realtime adapter: what is written to it, and how much of that waits. Belongs to the
 * context of its socket.
 *
 * <p>Frames are made here and go to Netty as bytes: so one array with many frames in it is written to many clients.
 * Everything but the close goes this way, or it could overtake what was written before.
 */
final class RealtimeSocket {
    private static final short GOING_AWAY = 1001;
    private static final short POLICY_VIOLATION = 1008;

    private final String id = UUID.randomUUID().toString();
    private final ServerWebSocket socket;
    private final Channel channel;
    private final Serializer serializer;
    private final ServerMessages messages;
    private final ClientBuffer buffer;
    private final LiveCounts counts;
    private final BooleanSupplier mayRead;
    private final int bufferLimit;
    private int silent;
    private long flushes;
    private long flushesBefore;
    private boolean refused;
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    /**
     * @param channel below the socket
     * @param bufferLimit most bytes held for it
     * @param budget of all clients together
     * @param counts where it counts what became of its frames
     * @param mayRead whether the key that it was opened with may read now
     */
    RealtimeSocket(
            ServerWebSocket socket,
            Channel channel,
            Serializer serializer,
            int bufferLimit,
            ByteBudget budget,
            LiveCounts counts,
            BooleanSupplier mayRead) {
        this.socket = socket;
        this.channel = channel;
        this.serializer = serializer;
        this.messages = new ServerMessages(serializer);
        this.bufferLimit = bufferLimit;
        this.buffer = new ClientBuffer(bufferLimit, budget);
        this.counts = counts;
        this.mayRead = mayRead;
    }

    /** Tells it from all others. */
    String id() {
        return id;
    }

    Serializer serializer() {
        return serializer;
    }

    /**
     * Writes changes, if there is room for them.
     *
     * @param frames of the piece
     * @return whether there was
     */
    boolean deliver(RealtimeGroup.Piece piece, SharedBytes frames) {
        if (!buffer.admit(frames.length())) {
            return false;
        }
        int events = piece.rows().size();
        counts.delivered(events);
        write(frames.forOneWrite(), events, () -> {
            buffer.flushed(frames.length());
            frames.written();
        });
        return true;
    }

    /** Has this done once, as soon as nothing waits to be read by it any more; never where it is closed before. */
    void whenDrained(Runnable work) {
        if (buffer.waiting() == 0) {
            work.run();
        } else {
            waiting.add(work);
        }
    }

    /** Answers, or says something of its own accord; who lets too much of that wait is closed. */
    void say(Function<ServerMessages, byte[]> message) {
        send(new OutFrame(message.apply(messages), false));
    }

    /** Passes on what another client has said, if there is room for it; whoever shares it is counted elsewhere. */
    void pass(SharedBytes frame) {
        if (buffer.waiting() == 0 || buffer.waiting() + frame.length() <= bufferLimit / 2) {
            buffer.writtenShared(frame.length());
            write(frame.forOneWrite(), 0, () -> {
                buffer.flushedShared(frame.length());
                frame.written();
            });
        }
    }

    /** What serves to make a frame of a broadcast. */
    ServerMessages messages() {
        return messages;
    }

    private void send(OutFrame frame) {
        if (refused) {
            return;
        }
        byte[] bytes = frame(frame);
        if (buffer.waiting() > 2L * bufferLimit || !buffer.admitAnswer(bytes.length)) {
            refuse("reads too slowly");
            return;
        }
        write(Unpooled.wrappedBuffer(bytes), 0, () -> buffer.flushed(bytes.length));
    }

    /** The bytes of a WebSocket frame. */
    static byte[] frame(OutFrame frame) {
        WebSocketFrames frames = new WebSocketFrames();
        if (frame.binary()) {
            frames.binary(frame.payload());
        } else {
            frames.text(frame.payload());
        }
        return frames.take();
    }

    private void write(ByteBuf frames, int events, Runnable over) {
        channel.writeAndFlush(frames).addListener(done -> {
            flushes++;
            over.run();
            if (!done.isSuccess()) {
                counts.failed(events);
            }
            while (buffer.waiting() == 0 && !waiting.isEmpty()) {
                waiting.remove().run();
            }
        });
    }

    /**
     * The client has said something.
     *
     * @return whether it may go on
     */
    boolean heard() {
        silent = 0;
        return !refused && stayOrClose();
    }

    /** Called at equal times; closes a client that has said nothing for two of them, or read nothing for one. */
    void closeIfSilent() {
        silent++;
        if (silent > 2) {
            refuse("no heartbeat");
        } else if (buffer.waiting() > 0 && flushes == flushesBefore) {
            refuse("reads nothing");
        }
        flushesBefore = flushes;
    }

    /**
     * Closes the client where its key is known no more, or may not read any more.
     *
     * @return whether it may stay
     */
    boolean stayOrClose() {
        boolean stays = mayRead.getAsBoolean();
        if (!stays) {
            refuse("the key of this connection may not read any more");
        }
        return stays;
    }

    /** Closes it for what the client did. */
    void refuse(String reason) {
        refused = true;
        socket.close(POLICY_VIOLATION, reason);
    }

    Future<Void> goAway() {
        return socket.close(GOING_AWAY, "shutting down");
    }
}
