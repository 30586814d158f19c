package dev.crossfade.http;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.config.Settings.Auth.Role;
import dev.crossfade.realtime.Serializer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /realtime/v1/websocket}: opens the socket of a Supabase Realtime client. */
final class RealtimeHandler implements Handler<RoutingContext> {
    /**
     * What the system holds for a client besides; by itself it would let that grow to megabytes for each that stalls, where
     * no bound of ours counts them.
     */
    private static final int SYSTEM_BUFFER_BYTES = 512 << 10;

    private static final Logger LOG = LoggerFactory.getLogger(RealtimeHandler.class);
    private static final int BAD_REQUEST = 400;
    private static final int UPGRADE_REQUIRED = 426;

    private final RealtimeWriter live;
    private final JoinWriter joins;
    private final BroadcastWriter broadcasts;
    private final AccessHandler access;
    private final CurrentSettings current;
    private final ByteBudget budget;

    /** @param budget of what waits for all live clients together */
    RealtimeHandler(
            RealtimeWriter live,
            JoinWriter joins,
            BroadcastWriter broadcasts,
            AccessHandler access,
            CurrentSettings current,
            ByteBudget budget) {
        this.live = live;
        this.joins = joins;
        this.broadcasts = broadcasts;
        this.access = access;
        this.current = current;
        this.budget = budget;
    }

    @Override
    public void handle(RoutingContext ctx) {
        ProblemHandler.writeAs(ctx, BroadcastHandler::problem);
        access.check(ctx, Role.READ);
        upgrade(ctx);
    }

    private void upgrade(RoutingContext ctx) {
        if (!"websocket".equalsIgnoreCase(ctx.request().getHeader("Upgrade"))) {
            ctx.response().putHeader("Upgrade", "websocket");
            throw HttpProblem.of(UPGRADE_REQUIRED, "this is a WebSocket");
        }
        Serializer serializer = Serializer.of(ctx.request().getParam("vsn"))
                .orElseThrow(() -> HttpProblem.of(BAD_REQUEST, "vsn is 1.0.0 or 2.0.0"));
        BooleanSupplier mayRead = access.mayStill(ctx, Role.READ);
        Channel channel = WebSocketGuardHandler.channelOf(ctx.request());
        channel.config().setOption(ChannelOption.SO_SNDBUF, SYSTEM_BUFFER_BYTES);
        ctx.request()
                .toWebSocket()
                .onSuccess(socket -> begin(socket, channel, serializer, mayRead))
                .onFailure(ctx::fail);
    }

    private void begin(ServerWebSocket socket, Channel channel, Serializer serializer, BooleanSupplier mayRead) {
        WebSocketGuardHandler.guard(channel);
        RealtimeSocket client = new RealtimeSocket(
                socket, channel, serializer, current.settings().http().clientBuffer(), budget, live.counts(), mayRead);
        RealtimeMessagesHandler messages =
                new RealtimeMessagesHandler(client, live, joins, broadcasts, token -> access.may(token, Role.READ));
        live.connected(client);
        socket.closeHandler(closed -> {
            messages.closed();
            live.disconnected(client);
        });
        socket.exceptionHandler(broken -> LOG.debug("realtime client broke reason={}", broken.getMessage()));
        socket.textMessageHandler(messages::text);
        socket.binaryMessageHandler(binary -> messages.binary(binary.getBytes()));
    }
}
