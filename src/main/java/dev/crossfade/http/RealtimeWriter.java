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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The realtime adapter of one server instance: asks the feed for what is new, from its own cursor on, and writes it to
 * every channel that wants it, encoded once for all channels that are alike.
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

    /** What is found out for clients with costly conditions before each is left behind, all together and one group. */
    private static final Duration HEAVY_A_PAGE = Duration.ofMillis(15);

    private static final Duration HEAVY_A_GROUP = Duration.ofMillis(5);

    private static final long RECENT_BYTES = 4 << 20;
    /** Rows are kept for once to twice as long. */
    private static final Duration KEEP = Duration.ofMillis(250);

    private final Clock clock;
    private final LiveCounts counts;
    private final EventLog log;
    private final String node;
    private final String instance;
    private final Passage passage;
    private final RealtimeGroups groups = new RealtimeGroups();
    private final RecentChanges recent = new RecentChanges(RECENT_BYTES);
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
    }

    void start(Vertx owner) {
        vertx = owner;
        replay = new ReplayWriter(owner, this);
        replay.start();
        Topics.FEED_ADVANCED.listen(owner, this::advanced);
        owner.setPeriodic(
                TELL_EVERY.toMillis(), timer -> Topics.DELIVERY_OBSERVED.publish(owner, counts.take(sockets.size())));
        owner.setPeriodic(KEEP.toMillis(), timer -> recent.age());
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

    /** Writes to the channel what it wants of everything behind its position, from now on. */
    void add(RealtimeChannel channel) {
        groups.add(channel);
    }

    /** Writes nothing more to the channel. */
    void remove(RealtimeChannel channel) {
        groups.remove(channel);
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
            groups.lightestFirst().forEach(this::giveUp);
        }
    }

    private void deliver(FeedPage page) {
        long before = cursor;
        cursor = page.upTo();
        dropped = page.dropped();
        if (cursor < before) {
            goBack();
        }
        pass(page.rows());
        List<FeedRow> delivered = passage.realtime(page.rows());
        // Kept for nobody they would only outlive young collections.
        List<ChangeRow> rows = groups.isEmpty() ? List.of() : recent.take(delivered);
        counts.passed(delivered.size());
        Set<ChangeRow> written = new HashSet<>();
        Stint heavy = Stint.of(HEAVY_A_PAGE);
        groups.lightestFirst()
                .forEach(group -> written.addAll(deliverOrGiveUp(group, rows, before, heavy.part(HEAVY_A_GROUP))));
        Instant now = clock.instant();
        written.forEach(row -> counts.written(row.row().event(), now));
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

    /** The database is an older one, restored: its positions are given anew. */
    private void goBack() {
        groups.lightestFirst().forEach(group -> group.members()
                .forEach(member -> member.servedUpTo(Math.min(member.position(), cursor))));
    }

    /** What a bug does to one group the others do not notice. */
    private List<ChangeRow> deliverOrGiveUp(RealtimeGroup group, List<ChangeRow> rows, long before, Stint stint) {
        try {
            return deliver(group, rows, before, stint);
        } catch (RuntimeException | OutOfMemoryError wrong) {
            LOG.error("bug: changes were not delivered to a group of clients", wrong);
            giveUp(group);
            return List.of();
        }
    }

    private void giveUp(RealtimeGroup group) {
        List.copyOf(group.members()).forEach(member -> giveUp(member, "internal error: join again"));
    }

    private List<ChangeRow> deliver(RealtimeGroup group, List<ChangeRow> rows, long before, Stint stint) {
        RealtimeGroup.Encoded encoded = group.encode(rows, before, stint);
        List<SharedBytes> frames = shared(encoded);
        try {
            for (RealtimeChannel member : List.copyOf(group.members())) {
                if (member.position() <= before) {
                    write(member, encoded, frames, cursor);
                } else if (member.position() < cursor) {
                    // One that was served beyond the others gets what is new for it.
                    write(group, member, rows, cursor, stint);
                }
                if (member.position() < cursor) {
                    fallBehind(member);
                }
            }
        } finally {
            frames.forEach(SharedBytes::close);
        }
        return encoded.pieces().stream().flatMap(piece -> piece.rows().stream()).toList();
    }

    /** One that has no room now, or takes too long, is served at its own speed, and the others do not notice. */
    private void fallBehind(RealtimeChannel channel) {
        remove(channel);
        replay.replay(channel, () -> {});
    }

    /**
     * Writes those rows to one channel that it wants and has not got yet, as far as there are room and time for them.
     *
     * @param upTo where it stands when all are written
     * @return whether the time was up before all were looked at
     */
    boolean write(RealtimeChannel channel, List<FeedRow> rows, long upTo, Stint stint) {
        RealtimeGroup alone = new RealtimeGroup(RealtimeGroup.Key.of(channel), channel.request());
        return write(alone, channel, recent.of(rows), upTo, stint);
    }

    private static boolean write(
            RealtimeGroup group, RealtimeChannel channel, List<ChangeRow> rows, long upTo, Stint stint) {
        long after = channel.position();
        RealtimeGroup.Encoded encoded =
                group.encode(rows.stream().filter(row -> row.position() > after).toList(), after, stint);
        List<SharedBytes> frames = shared(encoded);
        try {
            write(channel, encoded, frames, upTo);
        } finally {
            frames.forEach(SharedBytes::close);
        }
        return encoded.stopped();
    }

    private static void write(
            RealtimeChannel channel, RealtimeGroup.Encoded encoded, List<SharedBytes> frames, long upTo) {
        for (int i = 0; i < frames.size(); i++) {
            RealtimeGroup.Piece piece = encoded.pieces().get(i);
            if (!channel.socket().deliver(piece, frames.get(i))) {
                return;
            }
            channel.servedUpTo(piece.last());
        }
        channel.servedUpTo(encoded.stopped() ? encoded.upTo() : upTo);
    }

    /** Ends the channel so that its client joins it again. */
    void giveUp(RealtimeChannel channel, String why) {
        remove(channel);
        channel.close();
        counts.gap();
        channel.socket()
                .say(messages -> messages.system(channel.joinRef(), channel.topic(), "postgres_changes", false, why));
        channel.socket().say(messages -> messages.error(channel.joinRef(), channel.topic()));
    }

    private static List<SharedBytes> shared(RealtimeGroup.Encoded encoded) {
        return encoded.pieces().stream()
                .map(piece -> new SharedBytes(piece.frames()))
                .toList();
    }
}
