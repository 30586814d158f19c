package dev.crossfade.parity;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.DeadLettered;
import dev.crossfade.bus.Delivered;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogFollower;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.LogStats;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the event log and what both adapters deliver, and tells once a second how the two compare. One instance; deployed
 * before those that deliver, so that it hears everything of what is accepted from then on.
 */
public final class ParityVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ParityVerticle.class);
    private static final Duration TELL = Duration.ofSeconds(1);
    private static final Duration MOST_CATCHING_UP = Duration.ofSeconds(1);
    /** Deliveries are quicker than the reading of the log by some milliseconds at most, unless it cannot be read. */
    private static final int MOST_WAITING = 10_000;

    private final CurrentSettings current;
    private final EventLog log;
    private final Clock clock;
    private final ParityTally tally = new ParityTally();
    private final MismatchLog mismatches;
    private final StreamPairing pairing;
    private final Deque<Told> waiting = new ArrayDeque<>();
    private final KeptTotalsStore store;
    private LogFollower follower;
    private long acceptedUpTo;
    private long unheardUpTo;
    private KeptTotals kept = new KeptTotals(-1, Map.of());
    private Future<?> saving = Future.succeededFuture();

    /**
     * @param dataDir where it keeps the totals
     * @param instances of each adapter that will deliver
     */
    public ParityVerticle(SettingsSnapshot first, EventLog log, Path dataDir, Clock clock, int instances) {
        this.current = new CurrentSettings(first);
        this.log = log;
        this.clock = clock;
        this.store = new KeptTotalsStore(dataDir);
        this.mismatches = new MismatchLog(log.node());
        this.pairing = new StreamPairing(log.node(), instances, first.settings().parity(), tally, mismatches);
    }

    /** What was told of events up to that sequence id. */
    private record Told(long upTo, Runnable hear) {}

    /** Started when everything is counted that was accepted before, of which nobody will hear more. */
    @Override
    public Future<?> start() {
        LogStats stats = log.stats();
        acceptedUpTo = stats.lastSequenceId();
        unheardUpTo = stats.endOffset();
        return vertx.executeBlocking(store::read)
                .compose(kept -> countUnheard(kept, stats.endOffset()))
                .onSuccess(counted -> listen());
    }

    private Future<?> countUnheard(Optional<KeptTotals> kept, long end) {
        kept.ifPresent(earlier -> tally.restore(earlier.totals()));
        // Beyond the end: the log was put back, or is another.
        long from = kept.map(KeptTotals::upTo).filter(upTo -> upTo <= end).orElse(end);
        follower = new LogFollower(log, from, work -> context.runOnContext(turn -> work.run()), this::accepted);
        // Where the log cannot be read now, it is read and counted later.
        return Future.fromCompletionStage(follower.reach(end), context).otherwiseEmpty();
    }

    private void listen() {
        current.follow(vertx, now -> pairing.change(now.settings().parity()));
        Topics.LOG_ADVANCED.listen(vertx, advanced -> follower.readOn());
        Topics.DELIVERED.listen(vertx, this::delivered);
        Topics.DEAD_LETTERED.listen(vertx, this::deadLettered);
        Endpoints.PARITY.serve(vertx, query -> caughtUp().map(read -> observed()));
        Endpoints.MISMATCHES.serve(vertx, query -> Future.succeededFuture(mismatches.page(query)));
        vertx.setPeriodic(TELL.toMillis(), timer -> tell());
        follower.readOn();
    }

    /** The totals are kept for the next start. */
    @Override
    public Future<?> stop() {
        return caughtUp().compose(read -> saving.otherwiseEmpty()).compose(saved -> {
            pairing.tick(now());
            return save();
        });
    }

    private void accepted(List<LogRecord> records) {
        long now = now();
        for (LogRecord next : records) {
            if (next instanceof EventRecord event) {
                if (event.offset() <= unheardUpTo) {
                    pairing.acceptedUnheard(event.sealed(), now);
                } else {
                    pairing.accepted(event.sealed(), now);
                    acceptedUpTo = event.sealed().event().sequenceId();
                }
            }
        }
        hear();
    }

    private void delivered(Delivered batch) {
        await(new Told(batch.passedUpTo(), () -> pairing.delivered(batch)));
    }

    private void deadLettered(DeadLettered letters) {
        await(new Told(Collections.max(letters.sequenceIds()), () -> letters.sequenceIds()
                .forEach(id -> pairing.deadLettered(id, now()))));
    }

    /** What is told of an event before the log was read up to it has to wait for that. */
    private void await(Told told) {
        waiting.addLast(told);
        hear();
        if (waiting.size() > MOST_WAITING) {
            LOG.warn("the event log cannot be read; what is pending in parity is given up unverified");
            waiting.clear();
            pairing.loseTrack(now());
        }
    }

    private void hear() {
        while (!waiting.isEmpty() && waiting.peekFirst().upTo() <= acceptedUpTo) {
            waiting.pollFirst().hear().run();
        }
    }

    private Future<Void> caughtUp() {
        return Future.fromCompletionStage(follower.reach(log.stats().endOffset()), context)
                .timeout(MOST_CATCHING_UP.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    private void tell() {
        follower.readOn();
        Topics.PARITY_OBSERVED.publish(vertx, observed());
        if (saving.isComplete()) {
            saving = save();
        }
    }

    private Future<?> save() {
        KeptTotals totals = new KeptTotals(follower.upTo(), tally.totals());
        if (totals.equals(kept)) {
            return Future.succeededFuture();
        }
        kept = totals;
        return vertx.executeBlocking(() -> {
            store.write(totals);
            return null;
        });
    }

    private ParityObserved observed() {
        long now = now();
        pairing.tick(now);
        Duration window = current.settings().parity().window();
        Map<Category, ParityFigures> byCategory = tally.byCategory(window, now);
        return new ParityObserved(
                byCategory,
                ParityTally.total(byCategory),
                Map.of(
                        Adapter.WEBSOCKET, pairing.lag(Adapter.WEBSOCKET),
                        Adapter.REALTIME, pairing.lag(Adapter.REALTIME)),
                window,
                Micros.instant(now));
    }

    private long now() {
        return Micros.of(clock.instant());
    }
}
