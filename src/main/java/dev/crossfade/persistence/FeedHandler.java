package dev.crossfade.persistence;

import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedCursorsSaved;
import dev.crossfade.bus.FeedPosition;
import dev.crossfade.bus.KnownFeedCursor;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells how far the stored events reach, and answers what is asked of the feed. Belongs to the context that it serves on.
 *
 * <p>The database's bell only makes it look: what is told is what the database answers then. One look at a time, with a
 * short rest behind it, so that what is told never goes back, and a bell that rings all the time costs little.
 */
final class FeedHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FeedHandler.class);
    /** The bell is not always heard: a pooler may keep it, a full queue or a direct insert not ring it. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration REST = Duration.ofMillis(4);

    private final Vertx vertx;
    private final DeadLetterWriter.Database database;
    private final Set<String> troubled = new HashSet<>();
    private PgEventStore listenedTo;
    private boolean looking;
    private boolean rang;

    FeedHandler(Vertx vertx, DeadLetterWriter.Database database) {
        this.vertx = vertx;
        this.database = database;
    }

    void serve() {
        Endpoints.STORED_FEED.serve(
                vertx,
                query -> answered("rows", database.read(store -> store.reading().feed(feed -> feed.page(query)))));
        Endpoints.FEED_CURSOR.serve(
                vertx,
                query -> answered(
                        "cursor",
                        database.read(store -> store.reading().feed(feed -> feed.cursor(query)))
                                .map(KnownFeedCursor::new)));
        Endpoints.SAVE_FEED_CURSORS.serve(
                vertx,
                wish -> answered(
                        "cursors to save",
                        database.write(store -> store.reading().feed(feed -> feed.save(wish.cursors())))
                                .map(saved -> new FeedCursorsSaved())));
        vertx.setPeriodic(LOOK.toMillis(), now -> ring());
    }

    /** To be called before anything is written over that connection: the feed begins where it found the database. */
    void connected(PgEventStore store) {
        listenedTo = store;
        store.beginning().ifPresent(position -> Topics.FEED_POSITION.publish(vertx, position));
        store.onRing(this::ring);
    }

    /** What is still answered over the lost connection is not told. */
    void lost() {
        listenedTo = null;
    }

    /** Has it look at what was stored. */
    void ring() {
        if (looking) {
            rang = true;
            return;
        }
        looking = true;
        rang = false;
        answered("position", database.read(store -> store.reading()
                        .feed(PgFeedStore::position)
                        .onSuccess(found -> tell(store, found))))
                .onComplete(over -> vertx.setTimer(REST.toMillis(), rested -> {
                    looking = false;
                    if (rang) {
                        ring();
                    }
                }));
    }

    /** What an earlier connection was answered may be older than what this one found when it was made. */
    private void tell(PgEventStore asked, FeedPosition found) {
        if (asked == listenedTo) {
            Topics.FEED_POSITION.publish(vertx, found);
        }
    }

    /** The same questions come again and again, so the first of a kind that fails is logged, until one is answered. */
    private <T> Future<T> answered(String kind, Future<T> answer) {
        return answer.onSuccess(well -> troubled.remove(kind)).recover(reason -> {
            if (reason instanceof Unavailable) {
                return Future.failedFuture(reason);
            }
            if (troubled.add(kind)) {
                LOG.warn("the feed's {} cannot be had problem=\"{}\"", kind, reason.getMessage());
            }
            return Future.failedFuture(new Unavailable("the database could not answer"));
        });
    }
}
