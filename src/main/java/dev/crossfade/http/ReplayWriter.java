package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedQuery;
import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Brings channels that resume from where they were to where the live ones are: page after page, each when the client has
 * read most of the last, so that the client's own speed is the bound. Belongs to its writer's context.
 */
final class ReplayWriter {
    private static final int MOST_ROWS = 500;
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final RealtimeWriter live;

    ReplayWriter(Vertx vertx, RealtimeWriter live) {
        this.vertx = vertx;
        this.live = live;
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
        channel.socket().whenItHasRoom(() -> ask(channel, whenLive));
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
            live.giveUp(channel, "retention has overtaken the replay: join again");
            return;
        }
        live.write(channel, ChangeRow.of(page.rows()));
        channel.servedUpTo(page.upTo());
        replay(channel, whenLive);
    }
}
