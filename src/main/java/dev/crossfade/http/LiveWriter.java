package dev.crossfade.http;

import dev.crossfade.bus.Delivered;
import dev.crossfade.bus.Topics;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.SealedEvent;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The websocket adapter of one server instance: reads the event log from its own cursor and writes each batch to every
 * client that wants it, encoded once for each different subscription.
 *
 * <p>Belongs to the context it was started on. When it cannot keep up it falls behind in the log, which keeps what is
 * newest in memory and the rest on disk; nothing is queued for it.
 */
final class LiveWriter {
    /** Events that a client is shown on connect. */
    static final int RECENT_EVENTS = 50;

    private static final Logger LOG = LoggerFactory.getLogger(LiveWriter.class);
    private static final int MAX_RECORDS = 2000;
    private static final int MAX_BYTES = 1 << 20;
    private static final long COALESCE_MILLIS = 1;
    private static final long READ_RETRY_MILLIS = 1000;
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);
    private static final Duration PING_EVERY = Duration.ofSeconds(30);

    private final EventLog log;
    private final Clock clock;
    private final LiveCounts counts;
    private final String instance;
    private final Passage passage;
    private final Map<Subscription, Set<LiveSocket>> groups = new HashMap<>();
    private final Set<LiveSocket> sockets = new HashSet<>();
    private final Deque<SealedEvent> recent = new ArrayDeque<>(RECENT_EVENTS);
    private Vertx vertx;
    private Context context;
    private long cursor;
    private long before;
    private long passedUpTo;
    private boolean awake;

    /**
     * @param instance tells this instance from others of the same adapter in what it tells of itself
     */
    LiveWriter(EventLog log, Clock clock, String instance, Passage passage) {
        this.log = log;
        this.clock = clock;
        this.counts = new LiveCounts(Adapter.WEBSOCKET, instance);
        this.instance = instance;
        this.passage = passage;
    }

    /** Starts with the events among the newest records that the log still has, so that the first client finds some. */
    void start(Vertx owner) {
        vertx = owner;
        context = owner.getOrCreateContext();
        before = log.stats().lastSequenceId();
        cursor = Math.max(1, log.stats().endOffset() - RECENT_EVENTS + 1);
        Topics.LOG_ADVANCED.listen(owner, advanced -> wake());
        owner.setPeriodic(
                TELL_EVERY.toMillis(), timer -> Topics.DELIVERY_OBSERVED.publish(owner, counts.take(sockets.size())));
        owner.setPeriodic(PING_EVERY.toMillis(), timer -> List.copyOf(sockets).forEach(LiveSocket::pingOrClose));
        wake();
    }

    /** Closes every client and says when that is done. */
    Future<?> stop() {
        return Future.join(sockets.stream().map(LiveSocket::goAway).toList());
    }

    /** Closes whoever may not read any more, and writes nothing more to it. */
    void closeBarred() {
        Set<LiveSocket> barred =
                sockets.stream().filter(socket -> !socket.stayOrClose()).collect(Collectors.toSet());
        groups.values().forEach(members -> members.removeAll(barred));
        groups.values().removeIf(Set::isEmpty);
    }

    /** Knows a client from now on; it gets nothing until it subscribes. */
    void connected(LiveSocket socket) {
        sockets.add(socket);
    }

    void disconnected(LiveSocket socket) {
        sockets.remove(socket);
    }

    /** Writes to the client what it wants of all that is read from now on. */
    void subscribe(LiveSocket socket, Subscription subscription) {
        groups.computeIfAbsent(subscription, s -> new HashSet<>()).add(socket);
    }

    /** Writes nothing more for that subscription; the client stays connected. */
    void unsubscribe(LiveSocket socket, Subscription subscription) {
        groups.computeIfPresent(subscription, (s, members) -> {
            members.remove(socket);
            return members.isEmpty() ? null : members;
        });
    }

    /** Where its sockets count what became of their frames. */
    LiveCounts counts() {
        return counts;
    }

    /** The newest events of the adapter, oldest first, at most {@link #RECENT_EVENTS}. */
    List<SealedEvent> recent() {
        return List.copyOf(recent);
    }

    /** What the doorbell does: however often it rings, one read follows, a moment later. */
    private void wake() {
        if (!awake) {
            awake = true;
            vertx.setTimer(COALESCE_MILLIS, timer -> read());
        }
    }

    private void read() {
        Future.fromCompletionStage(log.read(cursor, MAX_RECORDS, MAX_BYTES), context)
                .onSuccess(this::deliver)
                .onFailure(this::retryLater);
    }

    private void retryLater(Throwable cause) {
        LOG.error("live delivery cannot read the event log reason={}", cause.getMessage());
        vertx.setTimer(READ_RETRY_MILLIS, timer -> read());
    }

    private void deliver(List<LogRecord> records) {
        if (records.isEmpty()) {
            awake = false;
            if (log.stats().endOffset() >= cursor) {
                wake();
            }
            return;
        }
        cursor = records.get(records.size() - 1).offset() + 1;
        try {
            handOut(records);
        } catch (RuntimeException bug) {
            // It must not stop the adapter; parity says what did not come.
            LOG.error("bug: not all of these records were delivered live upTo={}", cursor - 1, bug);
        }
        // In a turn of its own, so that a long backlog neither starves the sockets nor deepens the stack.
        context.runOnContext(next -> read());
    }

    private void handOut(List<LogRecord> records) {
        List<SealedEvent> batch = passage.websocket(taken(records));
        counts.passed((int) batch.stream()
                .filter(event -> event.event().sequenceId() > before)
                .count());
        remember(batch);
        groups.forEach((subscription, members) -> deliver(batch, subscription, members));
        Topics.DELIVERED.publish(vertx, new Delivered.Live(instance, batch, passedUpTo, clock.instant()));
    }

    /** The events of the adapter's routes; all of them have passed then, whatever becomes of these. */
    private List<SealedEvent> taken(List<LogRecord> records) {
        List<SealedEvent> events = new ArrayList<>(records.size());
        for (LogRecord entry : records) {
            if (entry instanceof EventRecord next) {
                passedUpTo = next.sealed().event().sequenceId();
                if (next.sealed().event().route().includes(Adapter.WEBSOCKET)) {
                    events.add(next.sealed());
                }
            }
        }
        return events;
    }

    private void remember(List<SealedEvent> batch) {
        for (SealedEvent event : batch.subList(Math.max(0, batch.size() - RECENT_EVENTS), batch.size())) {
            if (recent.size() == RECENT_EVENTS) {
                recent.removeFirst();
            }
            recent.addLast(event);
        }
    }

    private void deliver(List<SealedEvent> batch, Subscription subscription, Set<LiveSocket> members) {
        List<SealedEvent> wanted = subscription.isEverything()
                ? batch
                : batch.stream()
                        .filter(event -> subscription.wants(event.event()))
                        .toList();
        if (wanted.isEmpty()) {
            return;
        }
        for (LiveFrame frame : LiveFrame.pack(wanted, subscription.shape())) {
            ByteBuf text = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(frame.text()));
            members.forEach(member -> member.deliver(frame, text));
        }
        Instant now = clock.instant();
        wanted.forEach(event -> counts.written(event.event(), now));
    }
}
