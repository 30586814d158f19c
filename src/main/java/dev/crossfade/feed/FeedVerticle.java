package dev.crossfade.feed;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedAdvanced;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedPosition;
import dev.crossfade.bus.FeedQuery;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads stored events back in the order of their positions, and answers those who deliver them.
 *
 * <p>One instance; all state belongs to its context. It begins where the database is when it first hears of it: what was
 * stored before is for those to ask for who know that they missed it. With the database away it stays where it is.
 */
public final class FeedVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(FeedVerticle.class);
    private static final long WINDOW_BYTES = 4 << 20;
    private static final int WINDOW_ROWS = 8192;
    private static final int REPLAYS_AT_ONCE = 4;
    private static final int REPLAYS_WAITING = 1024;
    private static final Duration REPLAY_PATIENCE = Duration.ofSeconds(30);
    private static final Duration TELL = Duration.ofSeconds(1);
    /**
     * Rows are kept for once to twice as long. Who delivers takes them at once, and what lives for seconds has to be
     * copied by the collector, in pauses.
     */
    private static final Duration KEEP = Duration.ofMillis(250);
    /** The bell may ring hundreds of times a second while every question fails. */
    private static final Duration REST = Duration.ofMillis(500);

    private final FeedWindow window = new FeedWindow(WINDOW_BYTES, WINDOW_ROWS);
    private final Turns replays = new Turns(REPLAYS_AT_ONCE, REPLAYS_WAITING);
    private boolean begun;
    private boolean reading;
    private boolean troubled;
    private long newest;
    private long dropped;
    private long seen;

    @Override
    public Future<?> start() {
        Topics.FEED_POSITION.listen(vertx, this::heard);
        Endpoints.FEED.serve(vertx, this::answer);
        vertx.setPeriodic(TELL.toMillis(), now -> tell());
        vertx.setPeriodic(KEEP.toMillis(), now -> forget());
        return Future.succeededFuture();
    }

    private void heard(FeedPosition position) {
        newest = position.newest();
        dropped = position.dropped();
        if (!begun || newest < window.end()) {
            begin(newest);
        }
        follow();
    }

    /** Also when the database has gone back, as to a backup: what comes gets positions that were given before. */
    private void begin(long position) {
        if (begun) {
            LOG.warn("the database has gone back, and the feed with it from={} to={}", window.end(), position);
        }
        begun = true;
        window.restart(position);
        seen = position;
        // Before anything is read: whoever delivers begins where the feed does.
        tell();
    }

    private void follow() {
        if (reading || window.end() >= newest) {
            return;
        }
        reading = true;
        long after = window.end();
        Endpoints.STORED_FEED
                .ask(vertx, new FeedQuery(after, newest, FeedQuery.MOST_ROWS))
                .onSuccess(page -> read(after, page))
                .onFailure(this::notRead);
    }

    private void read(long after, FeedPage page) {
        reading = false;
        troubled = false;
        if (after == window.end() && page.upTo() > after) {
            window.append(page.rows(), page.upTo());
            dropped = Math.max(dropped, page.dropped());
            tell();
        }
        follow();
    }

    private void notRead(Throwable reason) {
        if (!troubled) {
            LOG.warn("the feed cannot read on, and goes on when it can problem=\"{}\"", reason.getMessage());
        }
        troubled = true;
        vertx.setTimer(REST.toMillis(), rested -> {
            reading = false;
            follow();
        });
    }

    private void forget() {
        window.forget(seen);
        seen = window.end();
    }

    private void tell() {
        if (begun) {
            Topics.FEED_ADVANCED.publish(vertx, new FeedAdvanced(window.end(), dropped));
        }
    }

    private Future<FeedPage> answer(FeedQuery query) {
        if (!begun) {
            return Future.failedFuture(new Unavailable("the database has not been reached yet"));
        }
        FeedQuery bounded = new FeedQuery(
                query.after(),
                Math.min(query.upTo(), window.end()),
                Math.max(1, Math.min(query.limit(), FeedQuery.MOST_ROWS)));
        return window.page(bounded, dropped).map(Future::succeededFuture).orElseGet(() -> replay(bounded));
    }

    private Future<FeedPage> replay(FeedQuery query) {
        Promise<FeedPage> answer = Promise.promise();
        long asked = System.nanoTime();
        if (!replays.take(() -> replay(query, asked, answer))) {
            answer.fail(new Unavailable("too many ask for what is past"));
        }
        return answer.future();
    }

    /** Whoever has waited for so long may have gone. */
    private void replay(FeedQuery query, long asked, Promise<FeedPage> answer) {
        Future<FeedPage> stored = System.nanoTime() - asked > REPLAY_PATIENCE.toNanos()
                ? Future.failedFuture(new Unavailable("too many ask for what is past"))
                : Endpoints.STORED_FEED.ask(vertx, query);
        // In a turn of its own, since one that was given up is over at once, and so may be all behind it.
        stored.onComplete(answer).onComplete(over -> context.runOnContext(later -> replays.done()));
    }
}
