package dev.crossfade.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Stands between the frames of a WebSocket and Vert.x, which answers every ping at once, however much waits to be read
 * already, and chokes on a message that begins with an empty fragment.
 */
final class WebSocketGuardHandler extends ChannelInboundHandlerAdapter {
    /** The name that Vert.x gives its own handler. */
    private static final String VERTX = "handler";

    private WebSocketGuardHandler() {}

    /** The channel below a request, which is to become a WebSocket. */
    static Channel channelOf(HttpServerRequest request) {
        return ((ConnectionBase) request.connection()).channelHandlerContext().channel();
    }

    /** Guards a channel that has become a WebSocket. */
    static void guard(Channel channel) {
        channel.pipeline().addBefore(VERTX, "websocket-guard", new WebSocketGuardHandler());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof PingWebSocketFrame && !ctx.channel().isWritable()) {
            // Only the newest ping need be answered, by the protocol.
            ReferenceCountUtil.release(message);
        } else if (message instanceof WebSocketFrame frame && !frame.isFinalFragment() && isEmpty(frame)) {
            ctx.fireChannelRead(frame.replace(Unpooled.buffer()));
            ReferenceCountUtil.release(frame);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private static boolean isEmpty(WebSocketFrame frame) {
        return !frame.content().isReadable();
    }
}
