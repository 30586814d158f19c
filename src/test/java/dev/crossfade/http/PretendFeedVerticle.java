package dev.crossfade.http;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedAdvanced;
import dev.crossfade.bus.FeedCursor;
import dev.crossfade.bus.FeedCursorsSaved;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedQuery;
import dev.crossfade.bus.FeedRow;
import dev.crossfade.bus.KnownFeedCursor;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.testkit.Events;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;

/** A feed out of a list, in the place of the database's. */
final class PretendFeedVerticle extends VerticleBase {
    /** Guarded by this. */
    private final List<FeedRow> rows = new ArrayList<>();

    private final Map<String, Long> cursors = new ConcurrentHashMap<>();
    private volatile boolean away;
    private volatile boolean readOnly;
    private volatile long dropped;

    @Override
    public Future<?> start() {
        Endpoints.FEED.serve(vertx, this::page);
        Endpoints.FEED_CURSOR.serve(
                vertx,
                query -> away
                        ? Future.failedFuture(new Unavailable("away"))
                        : Future.succeededFuture(new KnownFeedCursor(known(query.key() + " " + query.channel()))));
        Endpoints.SAVE_FEED_CURSORS.serve(vertx, save -> {
            if (away || readOnly) {
                return Future.failedFuture(new Unavailable("away"));
            }
            for (FeedCursor cursor : save.cursors()) {
                cursors.put(cursor.key() + " " + cursor.channel(), cursor.position());
            }
            return Future.succeededFuture(new FeedCursorsSaved());
        });
        vertx.setPeriodic(20, now -> ring());
        return Future.succeededFuture();
    }

    private OptionalLong known(String name) {
        Long position = cursors.get(name);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    private synchronized Future<FeedPage> page(FeedQuery query) {
        if (away) {
            return Future.failedFuture(new Unavailable("away"));
        }
        long end = Math.min(query.upTo(), rows.size());
        long last = Math.min(end, query.after() + query.limit());
        return Future.succeededFuture(new FeedPage(
                last <= query.after() ? List.of() : List.copyOf(rows.subList((int) query.after(), (int) last)),
                Math.max(last, query.after()),
                dropped));
    }

    private synchronized void ring() {
        if (!away) {
            Topics.FEED_ADVANCED.publish(vertx, new FeedAdvanced(rows.size(), dropped));
        }
    }

    /** Commits so many more events. */
    void commit(int count) {
        commit(count, Events::event);
    }

    /** The same, each made for its position. */
    synchronized void commit(int count, LongFunction<MonitoringEvent> event) {
        for (int i = 0; i < count; i++) {
            long position = rows.size() + 1L;
            rows.add(new FeedRow(Events.stored(event.apply(position), position), Instant.now(), Integrity.INTACT));
        }
    }

    /** Commits so many more in a while. */
    void commitIn(long millis, int count) {
        vertx.setTimer(millis, due -> commit(count));
    }

    void away(boolean is) {
        away = is;
    }

    /** Whether it answers, but saves no cursors. */
    void readOnly(boolean is) {
        readOnly = is;
    }

    /** Has retention drop everything up to there. */
    void drop(long upTo) {
        dropped = upTo;
    }

    /** What is remembered of a key's channel. */
    OptionalLong cursor(String key, String channel) {
        return known(key + " " + channel);
    }
}
