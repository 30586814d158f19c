package dev.crossfade.persistence;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.DeadLettered;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.PersistenceObserved;
import dev.crossfade.bus.Topics;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.config.Settings;
import dev.crossfade.config.SettingsSnapshot;
import dev.crossfade.eventlog.EventLog;
import dev.crossfade.eventlog.LogStats;
import dev.crossfade.eventlog.Note;
import dev.crossfade.eventlog.NoteRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the database up to date with the event log, and answers what is asked of stored events.
 *
 * <p>One instance; all state belongs to its context. The database may be away at any time, also at the start: then it is
 * tried again and again, what is asked fails at once, and the log keeps what waits.
 */
public final class PersistenceVerticle extends VerticleBase implements ReconnectingStore.Listener, LogWriter.Progress {
    private static final Logger LOG = LoggerFactory.getLogger(PersistenceVerticle.class);
    /** Unpacking and making the embedded database, the first time, on a slow disk. */
    private static final Duration EMBEDDED_START = Duration.ofSeconds(30);

    private static final Duration OBSERVE = Duration.ofSeconds(1);
    private static final Duration LOOK_FOR_A_BETTER_PATH = Duration.ofMinutes(1);
    private static final Duration CARE = Duration.ofHours(1);

    private final EventLog log;
    private final CurrentSettings current;
    private final DatabaseAccess access;
    private final Clock clock;
    private final DrainWindow window;
    private final PartitionWriter partitions;
    private final MetricsRetentionWriter metrics;
    private final StoredFlushes metricsFlushes = new StoredFlushes();
    private final WriteTimes writeTimes = new WriteTimes();
    private final Promise<Void> drained = Promise.promise();
    private Settings inForce;
    private ReconnectingStore connections;
    private GuardedStore database;
    private DeadLetterWriter deadLetters;
    private FeedHandler feed;
    private LogWriter writer;
    private boolean stepping;
    private boolean stopping;
    private boolean over;
    private long openedBefore;
    private long flushes;
    private long flushedRows;
    private long recoveredRows;
    private long refused;
    private double roundTripMillis;
    private long lastSuccessMillis;

    /** @param clock in UTC; says which days need partitions */
    public PersistenceVerticle(EventLog log, SettingsSnapshot first, DatabaseAccess access, Clock clock) {
        this.log = log;
        this.current = new CurrentSettings(first);
        this.inForce = first.settings();
        this.access = access;
        this.clock = clock;
        this.partitions = new PartitionWriter(clock, current);
        this.metrics = new MetricsRetentionWriter(current);
        LogStats stats = log.stats();
        this.window = new DrainWindow(stats.checkpoint(), stats.endOffset());
    }

    /**
     * Deploys also while the database is away; waits for a first attempt to reach it: no longer than for one operation, or
     * as long as an embedded one takes to be made, or until the daemon is told to stop.
     */
    @Override
    public Future<?> start() {
        connections = new ReconnectingStore(vertx, access, current, clock, this);
        database = new GuardedStore(vertx, connections, current, clock, this::step);
        deadLetters = new DeadLetterWriter(database, current, added -> recoveredRows += added);
        deadLetters.start(vertx);
        feed = new FeedHandler(vertx, database);
        feed.serve();
        current.follow(vertx, this::changed);
        Topics.BREAKER_CHANGED.listen(vertx, changed -> publish());
        Topics.LOG_ADVANCED.listen(vertx, log -> advanced(log.endOffset()));
        Endpoints.HISTORY.serve(vertx, query -> ask(store -> store.reading().history(query)));
        Endpoints.STORED_CHECKSUMS.serve(
                vertx, query -> ask(store -> store.reading().checksums(query)));
        Endpoints.TIME_SERIES.serve(vertx, query -> ask(store -> store.reading().timeSeries(query)));
        Endpoints.REST.serve(vertx, query -> ask(store -> store.reading().rest(query)));
        Endpoints.AUDIT.serve(vertx, query -> ask(store -> store.reading().audit(query)));
        Endpoints.ALERT_HISTORY.serve(
                vertx, query -> ask(store -> store.reading().alerts(query)));
        Endpoints.STORED_SUMMARY.serve(
                vertx, query -> ask(store -> store.reading().summary(query)));
        Endpoints.PARITY_WINDOWS.serve(
                vertx, query -> ask(store -> store.reading().parityWindows(query)));
        Endpoints.STORED_OVERRIDES.serve(
                vertx, query -> ask(store -> store.reading().overrides()));
        vertx.setPeriodic(OBSERVE.toMillis(), now -> observe());
        vertx.setPeriodic(LOOK_FOR_A_BETTER_PATH.toMillis(), now -> lookForABetterPath());
        vertx.setPeriodic(CARE.toMillis(), now -> database.write(this::care));
        Promise<PgEventStore> toldToStop = Promise.promise();
        Topics.STOPPING.listen(vertx, told -> toldToStop.tryComplete());
        if (!window.isDrained()) {
            LOG.info("the event log holds records that are not stored yet backlog={}", window.backlog());
        }
        step();
        Future<?> tried = connections.store().otherwiseEmpty();
        return Future.any(tried, toldToStop.future())
                .timeout(startPatience().toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty();
    }

    /** What is read at each use needs nothing here. */
    private void changed(SettingsSnapshot now) {
        Settings before = inForce;
        inForce = now.settings();
        database.limitsChanged();
        if (!before.flags().timeout().equals(inForce.flags().timeout())) {
            connections.timeoutChanged();
        }
        boolean sameKeep = before.alerts().keep().equals(inForce.alerts().keep());
        if (!before.retention().equals(inForce.retention()) || !sameKeep) {
            database.write(this::care);
        }
        if (!before.deadLetters().keep().equals(inForce.deadLetters().keep())) {
            deadLetters.cleanUp();
        }
        if (writer != null && database.isClosed()) {
            writer.pump();
        }
    }

    private Duration startPatience() {
        boolean ours = inForce.database().mode() == Settings.Database.Mode.EMBEDDED;
        return ours ? EMBEDDED_START : inForce.flags().timeout();
    }

    /**
     * Writes what is left in the log, for half of the shutdown's time at most, or until the breaker opens once more: a
     * database that is away is tried once. What remains stays in the log. All in all it takes three quarters of that time
     * at most.
     */
    @Override
    public Future<?> stop() {
        stopping = true;
        openedBefore = database.observed().opened();
        Duration timeout = inForce.shutdown().timeout();
        advanced(log.stats().endOffset());
        tellWhenDrained();
        return drained.future()
                .timeout(timeout.toMillis() / 2, TimeUnit.MILLISECONDS)
                .onFailure(late -> LOG.warn("stopping with events that are not stored yet left={}", window.backlog()))
                .otherwiseEmpty()
                .compose(none -> letGo(timeout.dividedBy(16)));
    }

    private Future<?> letGo(Duration sixteenth) {
        return deadLetters
                .stop()
                .timeout(sixteenth.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty()
                .compose(none -> {
                    over = true;
                    return connections.close(sixteenth.multipliedBy(3));
                });
    }

    @Override
    public void connected(PgEventStore store) {
        store.timeWrites(writeTimes);
        store.verifyWith(() -> current.settings().checksums().keys());
        feed.connected(store);
        window.grown(log.stats().endOffset());
        writer = new LogWriter(context, log, window, store, current, this);
        care(store);
        deadLetters.round();
        publish();
    }

    private Future<?> care(PgEventStore store) {
        return Future.join(partitions.care(store), metrics.care(store));
    }

    @Override
    public void lost() {
        feed.lost();
        if (writer != null) {
            writer.stop();
            writer = null;
            roundTripMillis = 0;
        }
        publish();
        step();
    }

    @Override
    public void stored(LogRun run, int added) {
        flushes += run.events().isEmpty() ? 0 : 1;
        flushedRows += added;
        lastSuccessMillis = clock.millis();
        connections.proven();
        if (run.isForTheFeed()) {
            feed.ring();
        }
    }

    private void refused(List<DeadLetter> letters) {
        refused += letters.size();
        Topics.DEAD_LETTERED.publish(
                vertx,
                new DeadLettered(letters.stream().map(DeadLetter::sequenceId).toList()));
    }

    @Override
    public Future<Integer> keep(List<DeadLetter> letters) {
        return connections
                .current()
                .map(store -> deadLetters.add(store, letters))
                .orElseGet(() -> Future.failedFuture(DatabaseFailure.closed()))
                .onSuccess(kept -> refused(letters));
    }

    @Override
    public void noted(List<NoteRecord> notes, Map<Note.Kind, Integer> added) {
        metricsFlushes.noted(notes, added, clock.millis()).forEach(flush -> Topics.FLUSH_SETTLED.publish(vertx, flush));
    }

    @Override
    public void passedOver(NoteRecord note) {
        metricsFlushes.passedOver(note).ifPresent(flush -> Topics.FLUSH_SETTLED.publish(vertx, flush));
    }

    private void advanced(long endOffset) {
        window.grown(endOffset);
        if (writer != null && database.isClosed()) {
            writer.pump();
        }
        step();
    }

    /** One operation after another, for as long as there is something to do and the breaker lets it through. */
    private void step() {
        boolean idle = writer != null && window.isDrained();
        if (stepping || idle || over) {
            return;
        }
        stepping = true;
        database.step(store -> stepOf(writer)).onComplete(done -> {
            stepping = false;
            tellWhenDrained();
            if (!database.isOpen()) {
                step();
            }
        });
    }

    /** The writer belongs to the store of the moment, which may be lost again before the work begins. */
    private static Future<Void> stepOf(LogWriter writer) {
        return writer == null ? Future.failedFuture(DatabaseFailure.closed()) : writer.step();
    }

    private void tellWhenDrained() {
        if (stopping && window.isDrained()) {
            drained.tryComplete();
        } else if (stopping && database.observed().opened() > openedBefore) {
            drained.tryFail("the database does not take events");
        }
    }

    private <T> Future<T> ask(Function<PgEventStore, Future<T>> question) {
        return database.read(store -> question.apply(store).recover(PersistenceVerticle::unanswered));
    }

    private static <T> Future<T> unanswered(Throwable reason) {
        LOG.warn(
                "a question was not answered problem=\"{}\"",
                PgEventStore.failure(reason).getMessage());
        return Future.failedFuture(new Unavailable("the database could not answer"));
    }

    /** A new connection takes the best path that is permitted. */
    private void lookForABetterPath() {
        connections
                .current()
                .filter(store -> store.path() != WritePath.FUNCTION)
                .ifPresent(store -> store.pathHasChanged().onSuccess(changed -> {
                    if (changed) {
                        store.fail(DatabaseFailure.unavailable("another write path is permitted now"));
                    }
                }));
    }

    private void observe() {
        connections.current().ifPresent(store -> store.ping().onSuccess(this::measured));
        publish();
    }

    private void measured(Duration roundTrip) {
        roundTripMillis = roundTrip.toNanos() / 1e6;
    }

    private void publish() {
        Topics.PERSISTENCE_OBSERVED.publish(
                vertx,
                new PersistenceObserved(
                        connections.current().isPresent(),
                        database.observed(),
                        database.attempts(),
                        flushes,
                        flushedRows,
                        flushedRows + recoveredRows,
                        refused,
                        writeTimes.observed(),
                        metricsFlushes.observed(),
                        connections.current().map(store -> store.path().label()).orElse(""),
                        deadLetters.counts(),
                        roundTripMillis,
                        lastSuccessMillis,
                        connections.problem(),
                        connections.problemMillis()));
    }
}
