package dev.crossfade.http;

import dev.crossfade.bus.Unavailable;
import dev.crossfade.config.Settings;
import dev.crossfade.config.Settings.Auth.Role;
import dev.crossfade.event.Category;
import io.netty.channel.Channel;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /ws}: opens a live client's socket, greets it, and carries out its commands one after the other: the next one
 * is read from the socket when the last one is answered, so that a flood of them waits in the client.
 */
final class LiveHandler implements Handler<RoutingContext> {
    private static final Logger LOG = LoggerFactory.getLogger(LiveHandler.class);
    private static final int UPGRADE_REQUIRED = 426;

    private final LiveWriter live;
    private final LiveCommandsHandler commands;
    private final AccessHandler access;
    private final Settings settings;
    private final ByteBudget budget;

    /**
     * @param budget of what waits for all live clients together
     */
    LiveHandler(
            LiveWriter live, LiveCommandsHandler commands, AccessHandler access, Settings settings, ByteBudget budget) {
        this.live = live;
        this.commands = commands;
        this.access = access;
        this.settings = settings;
        this.budget = budget;
    }

    @Override
    public void handle(RoutingContext ctx) {
        if (!"websocket".equalsIgnoreCase(ctx.request().getHeader("Upgrade"))) {
            ctx.response().putHeader("Upgrade", "websocket");
            throw HttpProblem.of(UPGRADE_REQUIRED, "this is a WebSocket");
        }
        boolean single = "true".equals(ctx.request().getParam("single"));
        BooleanSupplier mayRead = access.mayStill(ctx, Role.READ);
        BooleanSupplier mayPublish = access.mayStill(ctx, Role.INGEST);
        Channel channel = WebSocketGuardHandler.channelOf(ctx.request());
        ctx.request()
                .toWebSocket()
                .onSuccess(socket -> {
                    WebSocketGuardHandler.guard(channel);
                    new Session(
                                    socket,
                                    single ? Subscription.Shape.SINGLE : Subscription.Shape.BATCH,
                                    mayRead,
                                    mayPublish)
                            .begin();
                })
                .onFailure(ctx::fail);
    }

    /** One connection. */
    private final class Session {
        private final ServerWebSocket socket;
        private final LiveSocket client;
        private final Subscription.Shape shape;
        private final BooleanSupplier mayPublish;
        private Optional<Subscription> subscription = Optional.empty();

        Session(ServerWebSocket socket, Subscription.Shape shape, BooleanSupplier mayRead, BooleanSupplier mayPublish) {
            this.socket = socket;
            this.client = new LiveSocket(socket, settings.http().clientBuffer(), budget, live.counts(), mayRead);
            this.shape = shape;
            this.mayPublish = mayPublish;
        }

        void begin() {
            live.connected(client);
            socket.closeHandler(closed -> end());
            socket.exceptionHandler(broken -> LOG.debug("live client broke reason={}", broken.getMessage()));
            socket.textMessageHandler(this::take);
            socket.binaryMessageHandler(binary -> take(binary.toString()));
            socket.pause();
            commands.greeting()
                    .onSuccess(this::greet)
                    .onFailure(cause -> LOG.warn("no greeting for a live client reason={}", cause.getMessage()))
                    .onComplete(greeted -> socket.resume());
        }

        /** From here on the client sees what is new; what the greeting shows comes before it. */
        private void greet(JsonObject greeting) {
            if (client.stayOrClose()) {
                client.answer(greeting);
                subscribe(Subscription.everything(shape));
            }
        }

        private void end() {
            unsubscribe();
            live.disconnected(client);
        }

        private void take(String text) {
            if (!client.stayOrClose()) {
                return;
            }
            client.heard();
            socket.pause();
            carryOut(text).compose(client::answer).onComplete(answered -> socket.resume());
        }

        private Future<JsonObject> carryOut(String text) {
            LiveCommand command;
            try {
                command = LiveCommand.read(text);
            } catch (InvalidCommandException invalid) {
                return Future.succeededFuture(error(null, invalid));
            }
            return run(command).recover(cause -> Future.succeededFuture(error(command.id(), cause)));
        }

        private static JsonObject error(Object id, Throwable cause) {
            boolean told = cause instanceof InvalidCommandException || cause instanceof Unavailable;
            if (!told) {
                LOG.error("bug in a live command", cause);
            }
            return new JsonObject()
                    .put("type", "error")
                    .put("id", id)
                    .put("message", told ? cause.getMessage() : "internal error");
        }

        private Future<JsonObject> run(LiveCommand command) {
            try {
                return switch (command.name()) {
                    case "subscribe" -> subscribed(command);
                    case "unsubscribe" -> unsubscribed(command);
                    default -> commands.handle(command, mayPublish.getAsBoolean());
                };
            } catch (InvalidCommandException invalid) {
                return Future.failedFuture(invalid);
            }
        }

        private Future<JsonObject> subscribed(LiveCommand command) throws InvalidCommandException {
            Subscription wanted = LiveCommandsHandler.subscription(command, shape);
            unsubscribe();
            subscribe(wanted);
            return Future.succeededFuture(commands.answer("subscribed", command).mergeIn(json(wanted)));
        }

        private static JsonObject json(Subscription wanted) {
            return new JsonObject()
                    .put(
                            "categories",
                            wanted.categories().stream().map(Category::label).toList())
                    .put("event_types", List.copyOf(wanted.eventTypes()))
                    .put("sources", List.copyOf(wanted.sources()));
        }

        private Future<JsonObject> unsubscribed(LiveCommand command) {
            unsubscribe();
            return Future.succeededFuture(commands.answer("unsubscribed", command));
        }

        private void subscribe(Subscription wanted) {
            subscription = Optional.of(wanted);
            live.subscribe(client, wanted);
        }

        private void unsubscribe() {
            subscription.ifPresent(old -> live.unsubscribe(client, old));
            subscription = Optional.empty();
        }
    }
}
