package dev.crossfade.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.ws.WebSocketFrameImpl;
import io.vertx.core.json.JsonObject;
import java.util.function.BooleanSupplier;

/** One live client: its socket, what it wants, and how far it is behind. Belongs to the context of its socket. */
final class LiveSocket {
    private static final short GOING_AWAY = 1001;
    private static final short POLICY_VIOLATION = 1008;

    private final ServerWebSocket socket;
    private final ClientBuffer buffer;
    private final LiveCounts counts;
    private final BooleanSupplier mayRead;
    private boolean alive = true;

    /**
     * @param bufferLimit most bytes held for it
     * @param budget of all clients together
     * @param counts where it counts what became of its frames
     * @param mayRead whether the key that it was opened with may read now
     */
    LiveSocket(ServerWebSocket socket, int bufferLimit, ByteBudget budget, LiveCounts counts, BooleanSupplier mayRead) {
        this.socket = socket;
        this.buffer = new ClientBuffer(bufferLimit, budget);
        this.counts = counts;
        this.mayRead = mayRead;
        socket.pongHandler(pong -> alive = true);
    }

    /**
     * Writes a frame of events, or remembers it as missed.
     *
     * @param text the frame's bytes; only read
     */
    void deliver(LiveFrame frame, ByteBuf text) {
        if (!buffer.admit(frame)) {
            counts.skipped(frame.events());
            return;
        }
        counts.delivered(frame.events());
        // A frame object of its own for each client, around bytes that all share: sharing the object delivers nothing.
        send(new WebSocketFrameImpl(WebSocketFrameType.TEXT, text.duplicate(), true), frame.text().length)
                .onFailure(closed -> counts.failed(frame.events()));
    }

    /** Answers a command or greets; never skipped, since a client gets one answer for each of its own commands. */
    Future<Void> answer(JsonObject message) {
        ByteBuf text = Unpooled.wrappedBuffer(message.toBuffer().getBytes());
        int bytes = text.readableBytes();
        buffer.written(bytes);
        return send(new WebSocketFrameImpl(WebSocketFrameType.TEXT, text, true), bytes);
    }

    private Future<Void> send(WebSocketFrameImpl frame, int bytes) {
        return socket.writeFrame(frame).onComplete(done -> flushed(bytes));
    }

    private void flushed(int bytes) {
        buffer.flushed(bytes);
        if (!socket.isClosed()) {
            buffer.takeDueGap().ifPresent(this::tell);
        }
    }

    private void tell(ClientBuffer.Gap gap) {
        counts.gap();
        answer(new JsonObject()
                .put("type", "gap")
                .put("from_sequence_id", gap.fromSequenceId())
                .put("to_sequence_id", gap.toSequenceId())
                .put("missed", gap.missed()));
    }

    /** Says that the client gave a sign of life. */
    void heard() {
        alive = true;
    }

    /** Pings the client, or closes it when it has been silent since the last ping. */
    void pingOrClose() {
        if (!alive) {
            socket.close(POLICY_VIOLATION, "no answer to ping");
            return;
        }
        alive = false;
        socket.writePing(Buffer.buffer());
    }

    /**
     * Closes the client where its key is known no more, or may not read any more.
     *
     * @return whether it may stay
     */
    boolean stayOrClose() {
        boolean stays = mayRead.getAsBoolean();
        if (!stays) {
            socket.close(POLICY_VIOLATION, "the key of this connection may not read any more");
        }
        return stays;
    }

    Future<Void> goAway() {
        return socket.close(GOING_AWAY, "shutting down");
    }
}
