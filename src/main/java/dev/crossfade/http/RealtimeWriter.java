package dev.crossfade.http;

import dev.crossfade.bus.Delivered;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.FeedAdvanced;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedQuery;
import dev.crossfade.bus.FeedRow;
import dev.crossfade.bus.Topics;
import dev.crossfade.event.Adapter;
import dev.crossfade.eventlog.EventLog;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The realtime adapter of one server instance: asks the feed for what is new, from its own cursor on, and has it written
 * to every channel that wants it.
 *
 * <p>Belongs to the context it was started on. When it cannot keep up it falls behind in the feed, which asks the
 * database for what is not in memory any more; nothing is queued for it.
 */
final class RealtimeWriter {
    private static final Logger LOG = LoggerFactory.getLogger(RealtimeWriter.class);
    private static final int MOST_ROWS = 500;
    private static final int LOOKS = 12;
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);
    /** Clients say something every 25 seconds; one that is silent for between two and three of these is gone. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    /** Clients whose writes are worth waiting a millisecond for, so that one write has more rows in it. */
    private static final int CLIENTS_A_MILLISECOND = 25;

    private static final int MOST_PAUSE_MILLIS = 20;

    private final Clock clock;
    private final LiveCounts counts;
    private final EventLog log;
    private final String node;
    private final String instance;
    private final Passage passage;
    private final ChannelsWriter channels;
    private final Set<RealtimeSocket> sockets = new HashSet<>();
    private final Promise<Long> attached = Promise.promise();
    private Vertx vertx;
    private ReplayWriter replay;
    private long cursor;
    private long passedUpTo;
    private long newest;
    private long dropped;
    private boolean busy;

    /**
     * @param log of this node
     * @param instance tells this instance from others of the same adapter in what it tells of itself
     */
    RealtimeWriter(Clock clock, EventLog log, String instance, Passage passage) {
        this.clock = clock;
        this.counts = new LiveCounts(Adapter.REALTIME, instance);
        this.log = log;
        this.node = log.node();
        this.instance = instance;
        this.passage = passage;
        this.channels = new ChannelsWriter(counts, this::serveAlone);
    }

    void start(Vertx owner) {
        vertx = owner;
        replay = new ReplayWriter(owner, this, channels);
        replay.start();
        Topics.FEED_ADVANCED.listen(owner, this::advanced);
        owner.setPeriodic(
                TELL_EVERY.toMillis(), timer -> Topics.DELIVERY_OBSERVED.publish(owner, counts.take(sockets.size())));
        owner.setPeriodic(ChannelsWriter.KEEP.toMillis(), timer -> channels.age());
        owner.setPeriodic(SILENCE.toMillis(), timer -> List.copyOf(sockets).forEach(RealtimeSocket::closeIfSilent));
    }

    /** Closes the clients whose key may not read any more. */
    void closeBarred() {
        List.copyOf(sockets).forEach(RealtimeSocket::stayOrClose);
    }

    /** Closes every client and says when that is done. */
    Future<?> stop() {
        return Future.join(sockets.stream().map(RealtimeSocket::goAway).toList());
    }

    void connected(RealtimeSocket socket) {
        sockets.add(socket);
    }

    void disconnected(RealtimeSocket socket) {
        sockets.remove(socket);
    }

    LiveCounts counts() {
        return counts;
    }

    /** Done as soon as it is known how far the feed has come; from then on there is a {@link #cursor}. */
    Future<Long> attached() {
        return attached.future();
    }

    /** Everything up to here has been written to the channels that are live. */
    long cursor() {
        return cursor;
    }

    /**
     * Whether the database has come to a position: now, or in the time in which this node hears of what others have
     * committed, since a client may come from one of them.
     */
    Future<Boolean> reaches(long position) {
        return reaches(position, LOOKS);
    }

    private Future<Boolean> reaches(long position, int looks) {
        if (newest >= position || looks == 0) {
            return Future.succeededFuture(newest >= position);
        }
        return vertx.timer(LOOK_EVERY.toMillis()).compose(later -> reaches(position, looks - 1));
    }

    /** Positions up to this one may be gone from the database. */
    long dropped() {
        return dropped;
    }

    /** Serves the channel from its position on; says when it is where the others are. */
    void serve(RealtimeChannel channel, Runnable whenLive) {
        replay.replay(channel, whenLive);
    }

    /** Writes nothing more to the channel. */
    void remove(RealtimeChannel channel) {
        channels.remove(channel);
    }

    private void serveAlone(RealtimeChannel behind) {
        replay.replay(behind, () -> {});
    }

    private void advanced(FeedAdvanced feed) {
        dropped = feed.dropped();
        newest = feed.position();
        if (!attached.future().isComplete()) {
            cursor = feed.position();
            attached.complete(cursor);
        }
        pull();
    }

    private void pull() {
        if (busy || newest <= cursor) {
            return;
        }
        busy = true;
        // Where it fails the feed rings again within a second.
        Endpoints.FEED.ask(vertx, new FeedQuery(cursor, newest, MOST_ROWS)).onComplete(page -> {
            if (page.succeeded()) {
                deliverOrGiveUp(page.result());
            }
            pause(page.succeeded());
        });
    }

    /** A moment for the sockets, and for rows to gather. */
    private void pause(boolean again) {
        long millis = 1L + Math.min(MOST_PAUSE_MILLIS, sockets.size() / CLIENTS_A_MILLISECOND);
        vertx.setTimer(millis, timer -> {
            busy = false;
            if (again) {
                pull();
            }
        });
    }

    /** A bug must not stop the feed, nor cost anybody a row in silence: all clients join again. */
    private void deliverOrGiveUp(FeedPage page) {
        try {
            deliver(page);
        } catch (RuntimeException | OutOfMemoryError wrong) {
            LOG.error("bug: the feed was not delivered upTo={}", page.upTo(), wrong);
            channels.giveUpAll();
        }
    }

    private void deliver(FeedPage page) {
        long before = cursor;
        cursor = page.upTo();
        dropped = page.dropped();
        if (cursor < before) {
            channels.goBack(cursor);
        }
        pass(page.rows());
        List<FeedRow> delivered = passage.realtime(page.rows());
        counts.passed(delivered.size());
        Collection<FeedRow> written = channels.deliver(delivered, before, cursor);
        Instant now = clock.instant();
        written.forEach(row -> counts.written(row.event(), now));
        Topics.DELIVERED.publish(vertx, new Delivered.Stored(instance, delivered, passedUpTo, now));
    }

    /** A row may say what it likes: whoever may write to the table can give it a sequence id that the log never gave. */
    private void pass(List<FeedRow> rows) {
        long given = log.stats().lastSequenceId();
        for (FeedRow row : rows) {
            if (row.event().node().equals(node) && row.event().sequenceId() <= given) {
                passedUpTo = Math.max(passedUpTo, row.event().sequenceId());
            }
        }
    }
}
