package dev.crossfade.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebSocketGuardHandlerTest {
    private static final int ANY = 1;
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void guard() {
        channel.pipeline().addLast("handler", new ChannelInboundHandlerAdapter());
        WebSocketGuardHandler.guard(channel);
    }

    @Test
    void pingsPassWhileTheClientReads() {
        channel.writeInbound(new PingWebSocketFrame());

        PingWebSocketFrame passed = channel.readInbound();
        assertThat(passed).isNotNull();
        passed.release();
    }

    @Test
    void aPingOfAClientThatDoesNotReadIsLetGoOf() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(ANY, false);
        PingWebSocketFrame ping = new PingWebSocketFrame(Unpooled.buffer().writeInt(1));

        channel.writeInbound(ping, new TextWebSocketFrame("heartbeat"));

        assertThat(ping.refCnt()).isZero();
        WebSocketFrame passed = channel.readInbound();
        assertThat(passed).isInstanceOf(TextWebSocketFrame.class);
        passed.release();
        assertThat(channel.<WebSocketFrame>readInbound()).isNull();
    }

    @Test
    void toAnEmptyFirstFragmentTheOthersCanBeAdded() {
        channel.writeInbound(new TextWebSocketFrame(false, 0, Unpooled.EMPTY_BUFFER));
        channel.writeInbound(new ContinuationWebSocketFrame(true, 0, "rest"));

        WebSocketFrame first = channel.readInbound();
        WebSocketFrame rest = channel.readInbound();
        assertThat(first).isInstanceOf(TextWebSocketFrame.class);
        assertThat(first.isFinalFragment()).isFalse();
        ByteBuf whole = first.content().writeBytes(rest.content());
        assertThat(whole.toString(StandardCharsets.UTF_8)).isEqualTo("rest");
        first.release();
        rest.release();
    }
}
