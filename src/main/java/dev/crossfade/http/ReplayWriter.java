package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedQuery;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings channels that are behind to where the live ones are: those that resume, and those whose clients read more slowly
 * than events come. Page after page, each when the client has read the last, so that the client's own speed is the bound
 * and nothing is queued for it. Belongs to its writer's context.
 */
final class ReplayWriter {
    private static final int MOST_ROWS = 500;
    private static final Duration AGAIN = Duration.ofSeconds(1);
    /** A client that reads nothing at all for so long is told, and closed. */
    private static final Duration STALLED = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final RealtimeWriter live;
    /** Channels that wait for their client to read, and since when. */
    private final Map<RealtimeChannel, Long> stalled = new HashMap<>();

    ReplayWriter(Vertx vertx, RealtimeWriter live) {
        this.vertx = vertx;
        this.live = live;
    }

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
            live.add(channel);
            whenLive.run();
            return;
        }
        stalled.put(channel, System.nanoTime());
        channel.socket().whenDrained(() -> {
            stalled.remove(channel);
            ask(channel, whenLive);
        });
    }

    private void ask(RealtimeChannel channel, Runnable whenLive) {
        if (!channel.isOpen()) {
            return;
        }
        Endpoints.FEED
                .ask(vertx, new FeedQuery(channel.position(), Long.MAX_VALUE, MOST_ROWS))
                .onSuccess(page -> write(channel, page, whenLive))
                .onFailure(away -> vertx.setTimer(AGAIN.toMillis(), timer -> replay(channel, whenLive)));
    }

    private void write(RealtimeChannel channel, FeedPage page, Runnable whenLive) {
        if (!channel.isOpen()) {
            return;
        }
        if (page.dropped() > channel.position()) {
            live.giveUp(channel, "retention has overtaken this client: join again");
            return;
        }
        live.write(channel, ChangeRow.of(page.rows()), page.upTo());
        replay(channel, whenLive);
    }

    private void giveUpStalled() {
        stalled.keySet().removeIf(channel -> !channel.isOpen());
        long now = System.nanoTime();
        List.copyOf(stalled.entrySet()).stream()
                .filter(entry -> now - entry.getValue() > STALLED.toNanos())
                .forEach(entry -> {
                    stalled.remove(entry.getKey());
                    live.giveUp(entry.getKey(), "this client reads too slowly: join again and resume");
                });
    }
}
