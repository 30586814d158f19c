package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedQuery;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings channels that are behind to where the live ones are: those that resume, and those whose clients read more slowly
 * than events come. Page after page, each when the client has read the last, so that the client's own speed is the bound
 * and nothing is queued for it. Those whose conditions are costly take turns, each a few milliseconds, and leave the loop
 * to others for most of the time. Belongs to its writer's context.
 */
final class ReplayWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayWriter.class);
    private static final int MOST_ROWS = 500;
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** A client that reads nothing at all for so long is told, and closed. */
    private static final Duration STALLED = Duration.ofSeconds(10);

    private static final Duration TURN = Duration.ofMillis(5);
    /** After a turn of a channel with costly conditions the others of them rest so many times as long. */
    private static final int REST = 2;

    private final Vertx vertx;
    private final RealtimeWriter live;
    private final ChannelsWriter channels;
    /** Channels that wait for their client to read, and since when. */
    private final Map<RealtimeChannel, Long> stalled = new HashMap<>();

    /** Connections of which a page is under way, and what waits behind it. */
    private final Map<RealtimeSocket, Deque<Supplier<Future<?>>>> turns = new HashMap<>();

    private final Deque<Waiting> heavy = new ArrayDeque<>();
    private boolean busy;

    ReplayWriter(Vertx vertx, RealtimeWriter live, ChannelsWriter channels) {
        this.vertx = vertx;
        this.live = live;
        this.channels = channels;
    }

    private record Waiting(RealtimeChannel channel, Runnable whenLive) {}

    void start() {
        vertx.setPeriodic(AGAIN.toMillis(), now -> giveUpStalled());
    }

    /**
     * Serves the channel from its position on, and hands it over to the live writer without a hole or a repeat.
     *
     * @param whenLive done then
     */
    void replay(RealtimeChannel channel, Runnable whenLive) {
        if (!channel.isOpen()) {
            return;
        }
        if (channel.position() >= live.cursor()) {
            channels.add(channel);
            whenLive.run();
            return;
        }
        stalled.put(channel, System.nanoTime());
        channel.socket().whenDrained(() -> {
            stalled.remove(channel);
            if (channel.request().isHeavy()) {
                heavy.add(new Waiting(channel, whenLive));
                nextTurn();
            } else {
                inTurn(channel.socket(), () -> page(channel, MOST_ROWS, whenLive)
                        .onSuccess(page -> writeOrGiveUp(channel, page, Stint.of(TURN), whenLive)));
            }
        });
    }

    /** One page at a time for all channels of a connection, so that many of them are no more than one to the others. */
    private void inTurn(RealtimeSocket socket, Supplier<Future<?>> page) {
        Deque<Supplier<Future<?>>> behind = turns.get(socket);
        if (behind != null) {
            behind.add(page);
            return;
        }
        turns.put(socket, new ArrayDeque<>());
        page.get()
                .onComplete(over -> vertx.runOnContext(later -> {
                    Deque<Supplier<Future<?>>> waiting = turns.remove(socket);
                    if (!waiting.isEmpty()) {
                        inTurn(socket, waiting.remove());
                        turns.get(socket).addAll(waiting);
                    }
                }));
    }

    private void nextTurn() {
        if (busy || heavy.isEmpty()) {
            return;
        }
        busy = true;
        Waiting next = heavy.remove();
        Stint stint = Stint.of(TURN);
        page(next.channel(), next.channel().pace(), next.whenLive())
                .onSuccess(page -> writeOrGiveUp(next.channel(), page, stint, next.whenLive()))
                .onComplete(over -> vertx.setTimer(1 + REST * stint.spentNanos() / 1_000_000, rested -> {
                    busy = false;
                    nextTurn();
                }));
    }

    private Future<FeedPage> page(RealtimeChannel channel, int rows, Runnable whenLive) {
        if (!channel.isOpen()) {
            return Future.succeededFuture(new FeedPage(List.of(), channel.position(), 0));
        }
        return Endpoints.FEED
                .ask(vertx, new FeedQuery(channel.position(), Long.MAX_VALUE, rows))
                .onFailure(away -> vertx.setTimer(AGAIN.toMillis(), timer -> replay(channel, whenLive)));
    }

    /** Whatever goes wrong, nobody is left behind in silence: the client joins again. */
    private void writeOrGiveUp(RealtimeChannel channel, FeedPage page, Stint stint, Runnable whenLive) {
        try {
            write(channel, page, stint, whenLive);
        } catch (RuntimeException | OutOfMemoryError wrong) {
            LOG.error("a channel cannot be brought up to date", wrong);
            channels.giveUp(channel, "internal error: join again");
        }
    }

    private void write(RealtimeChannel channel, FeedPage page, Stint stint, Runnable whenLive) {
        if (!channel.isOpen()) {
            return;
        }
        if (page.dropped() > channel.position()) {
            channels.giveUp(channel, "retention has overtaken this client: join again");
            return;
        }
        boolean stopped = channels.write(channel, page.rows(), page.upTo(), stint);
        channel.pace(Math.min(MOST_ROWS, stopped ? Math.max(1, channel.pace() / 2) : 2 * channel.pace()));
        replay(channel, whenLive);
    }

    private void giveUpStalled() {
        stalled.keySet().removeIf(channel -> !channel.isOpen());
        long now = System.nanoTime();
        List.copyOf(stalled.entrySet()).stream()
                .filter(entry -> now - entry.getValue() > STALLED.toNanos())
                .forEach(entry -> {
                    stalled.remove(entry.getKey());
                    channels.giveUp(entry.getKey(), "this client reads too slowly: join again and resume");
                });
    }
}
