package dev.crossfade.parity;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.DeadLettered;
import dev.crossfade.bus.Delivered;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.ParityCounts;
import dev.crossfade.bus.ParityFigures;
import dev.crossfade.bus.ParityObserved;
import dev.crossfade.bus.ParityWindow;
import dev.crossfade.bus.Topics;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.Category;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.EventRecord;
import dev.crossfade.eventlog.LogFollower;
import dev.crossfade.eventlog.LogRecord;
import dev.crossfade.eventlog.LogStats;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
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
    private final CountedMinutes minutes = new CountedMinutes();
    private final KeptTotalsStore store;
    private MinutesWriter writer;
    private LogFollower follower;
    private ReportHandler reports;
    private long acceptedUpTo;
    private long unheardUpTo;
    /** Behind the follower's place while the records that it hands on are counted. */
    private long countedUpTo;

    private Map<Category, ParityCounts> noted = Map.of();
    private KeptTotals kept = KeptTotals.NOTHING;
    private boolean stopping;
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
        this.mismatches =
                new MismatchLog(log.node(), () -> current.settings().checksums().keys());
        this.pairing = new StreamPairing(log.node(), instances, first.settings().parity(), tally, mismatches);
    }

    private final CountedMinutes.Counting counting = new CountedMinutes.Counting() {
        @Override
        public long upTo() {
            return countedUpTo;
        }

        @Override
        public Map<Category, ParityCounts> totals() {
            return tally.totals();
        }
    };

    /** What was told of events up to that sequence id. */
    private record Told(long upTo, Runnable hear) {}

    /** Started when everything is counted that was accepted before, of which nobody will hear more. */
    @Override
    public Future<?> start() {
        reports = new ReportHandler(vertx, log);
        LogStats stats = log.stats();
        acceptedUpTo = stats.lastSequenceId();
        unheardUpTo = stats.endOffset();
        return vertx.executeBlocking(store::read)
                .compose(kept -> Future.fromCompletionStage(
                        MinutesJson.find(kept, log, stats.endOffset(), this::inContext), context))
                .compose(begin -> countUnheard(begin, stats.endOffset()))
                .onSuccess(counted -> listen());
    }

    private Future<?> countUnheard(KeptTotals begin, long end) {
        long now = now();
        tally.restore(begin, now);
        noted = begin.noted();
        countedUpTo = begin.upTo();
        minutes.restore(noted, begin.minuteMicros() == 0 ? Micros.minute(now) : begin.minuteMicros());
        follower = new LogFollower(log, begin.upTo(), this::inContext, this::accepted);
        writer = new MinutesWriter(context, log, minutes);
        // What was counted before belongs to the minute of then; that nobody will hear of the rest is found out now.
        turn();
        tally.giveUpPending();
        // Where the log cannot be read now, it is read and counted later.
        return Future.fromCompletionStage(follower.reach(end), context).otherwiseEmpty();
    }

    private void inContext(Runnable work) {
        context.runOnContext(turn -> work.run());
    }

    private void listen() {
        current.follow(vertx, now -> pairing.change(now.settings().parity()));
        Topics.LOG_ADVANCED.listen(vertx, advanced -> follower.readOn());
        Topics.DELIVERED.listen(vertx, this::delivered);
        Topics.DEAD_LETTERED.listen(vertx, this::deadLettered);
        Endpoints.PARITY.serve(vertx, query -> caughtUp().map(read -> observed()));
        // Persistence drains the log after this; what is counted later is kept for the next start.
        Topics.STOPPING.listen(vertx, told -> lastMinute());
        reports.serve();
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
        long now = turn();
        for (LogRecord next : records) {
            if (next instanceof NoteRecord note && note.note().kind() == Note.Kind.PARITY) {
                noted = MinutesJson.window(note).map(ParityWindow::totals).orElse(noted);
            }
            if (next instanceof EventRecord event) {
                if (event.offset() <= unheardUpTo) {
                    pairing.acceptedUnheard(event.sealed(), now);
                } else {
                    pairing.accepted(event.sealed(), now);
                    acceptedUpTo = event.sealed().event().sequenceId();
                }
            }
        }
        countedUpTo = records.get(records.size() - 1).offset();
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
        turn();
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
        if (!stopping) {
            writer.write();
        }
        if (saving.isComplete()) {
            saving = save();
        }
    }

    private Future<?> save() {
        KeptTotals totals = new KeptTotals(countedUpTo, tally.totals(), noted, minutes.minute(), recent());
        if (totals.equals(kept)) {
            return Future.succeededFuture();
        }
        kept = totals;
        return vertx.executeBlocking(() -> {
            store.write(totals);
            return null;
        });
    }

    private Map<Category, List<RecentComparisons.Span>> recent() {
        return tally.recent(current.settings().parity().window().toSeconds());
    }

    private void lastMinute() {
        if (!stopping) {
            stopping = true;
            minutes.end(counting);
            writer.write();
        }
    }

    /** Begins another minute where it is time, before anything of it is counted. */
    private long turn() {
        long now = now();
        minutes.turn(now, counting);
        return now;
    }

    private ParityObserved observed() {
        long now = turn();
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
                reports.told(),
                Micros.instant(now));
    }

    private long now() {
        return Micros.of(clock.instant());
    }
}
