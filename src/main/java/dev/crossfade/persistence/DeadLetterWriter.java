package dev.crossfade.persistence;

import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.event.EventCodec;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.MonitoringEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries dead letters and cleans up behind them. Belongs to the context that started it.
 *
 * <p>Where the database is away a round just ends: letters that it had taken come up again when their lease is over.
 */
final class DeadLetterWriter {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);

    private final Database database;
    private final CurrentSettings current;
    private final IntConsumer recovered;
    private final DeadLetterSchedule schedule =
            new DeadLetterSchedule(() -> ThreadLocalRandom.current().nextDouble());
    private final DeadLetterTurns turns = new DeadLetterTurns();
    private final EventCodec codec = new EventJson();
    private final List<Long> timers = new ArrayList<>();
    private final Promise<Void> ended = Promise.promise();
    private Vertx vertx;
    private Map<String, Long> counts = Map.of();
    private String problem = "";

    /** @param recovered is told of events that were stored after all, how many each time */
    DeadLetterWriter(Database database, CurrentSettings current, IntConsumer recovered) {
        this.database = database;
        this.current = current;
        this.recovered = recovered;
    }

    /** Begins; the first round comes after a moment. */
    void start(Vertx owner) {
        vertx = owner;
        timers.add(vertx.setPeriodic(DeadLetterSchedule.ROUND.toMillis(), now -> round()));
        timers.add(vertx.setPeriodic(DeadLetterSchedule.CLEANUP.toMillis(), now -> cleanUp()));
        new DeadLetterHandler(database, this, this::keep).serve(vertx);
    }

    /** Deletes the letters that are kept no longer. */
    void cleanUp() {
        cleanUp(keep()).onFailure(this::tell);
    }

    private Duration keep() {
        return current.settings().deadLetters().keep();
    }

    /** Begins nothing new; done when the letter that is being retried is through. */
    Future<Void> stop() {
        turns.stop();
        timers.forEach(vertx::cancelTimer);
        if (!turns.isRunning()) {
            ended.tryComplete();
        }
        return ended.future();
    }

    /**
     * Adds letters, to be retried as often as is configured.
     *
     * @return how many were not there yet
     */
    Future<Integer> add(PgEventStore store, List<DeadLetter> letters) {
        return store.reading()
                .deadLetters()
                .add(letters, current.settings().deadLetters().maxRetries(), schedule.delay(0))
                .recover(failure -> Future.failedFuture(DatabaseFailure.unavailable(
                        "events that the database refuses cannot be kept as dead letters: " + failure.getMessage())));
    }

    /** How many there are in each status; empty before they were first counted. */
    Map<String, Long> counts() {
        return counts;
    }

    /** Retries what is due; where that is being done already, once more behind it. */
    void round() {
        if (turns.begin()) {
            run();
        }
    }

    private void run() {
        database.write(store -> store.reading().deadLetters().claim(DeadLetterSchedule.BATCH, DeadLetterSchedule.LEASE))
                .compose(this::retryEach)
                .eventually(this::count)
                .onSuccess(through -> problem = "")
                .onFailure(this::tell)
                .onComplete(over -> next());
    }

    private void next() {
        if (turns.end()) {
            run();
        } else if (turns.isStopped()) {
            ended.tryComplete();
        }
    }

    /** In random order: a letter that the database never answers must not keep the same others waiting each time. */
    private Future<Integer> retryEach(List<ClaimedDeadLetter> letters) {
        List<ClaimedDeadLetter> shuffled = new ArrayList<>(letters);
        Collections.shuffle(shuffled, ThreadLocalRandom.current());
        Map<DeadLetterStatus, Integer> outcomes = new EnumMap<>(DeadLetterStatus.class);
        Future<Void> all = Future.succeededFuture();
        for (ClaimedDeadLetter letter : shuffled) {
            all = all.compose(before -> turns.isStopped() ? Future.succeededFuture() : retry(letter, outcomes));
        }
        return all.map(done -> {
            if (!letters.isEmpty()) {
                LOG.info("dead letters retried outcomes={}", outcomes);
            }
            if (letters.size() == DeadLetterSchedule.BATCH) {
                turns.begin();
            }
            return letters.size();
        });
    }

    private Future<Void> retry(ClaimedDeadLetter letter, Map<DeadLetterStatus, Integer> outcomes) {
        return database.write(store -> attempt(store, letter))
                .onSuccess(outcome -> outcome.ifPresent(status -> outcomes.merge(status, 1, Integer::sum)))
                .mapEmpty();
    }

    /**
     * Stores the letter's event, and tells the queue what came of it. Both are one piece of work, which does not fail
     * when the event is refused: to the database's keeper a refusal is no failure.
     */
    private Future<Optional<DeadLetterStatus>> attempt(PgEventStore store, ClaimedDeadLetter letter) {
        PgDeadLetterStore queue = store.reading().deadLetters();
        MonitoringEvent event;
        try {
            event = codec.decode(letter.payload().getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException none) {
            return queue.failedAgain(letter, "the letter holds no event: " + none.getMessage(), "", Optional.empty());
        }
        return store.restore(event)
                .onSuccess(recovered::accept)
                .compose(stored -> queue.recover(letter)
                        .map(held -> Optional.of(DeadLetterStatus.RECOVERED).filter(status -> held)))
                .recover(failure -> failure instanceof DatabaseFailure answer && answer.mayBeTheRows()
                        ? refusedAgain(queue, letter, answer)
                        : Future.failedFuture(failure));
    }

    private Future<Optional<DeadLetterStatus>> refusedAgain(
            PgDeadLetterStore queue, ClaimedDeadLetter letter, DatabaseFailure refused) {
        Duration delay = schedule.delay(letter.retryCount() + 1);
        return queue.failedAgain(letter, refused.getMessage(), refused.sqlState(), Optional.of(delay));
    }

    private Future<Void> count() {
        return database.read(store -> store.reading().deadLetters().statistics())
                .onSuccess(statistics -> counts = statistics.counts().entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                entry -> entry.getKey().label(), Map.Entry::getValue)))
                .mapEmpty();
    }

    /**
     * Retries one letter now, before it is due and also where it has failed.
     *
     * @return whether it was; not where it is not there, is recovered or is being retried
     */
    Future<Boolean> retry(long id) {
        return database.write(store -> store.reading().deadLetters().claimOne(id, DeadLetterSchedule.LEASE))
                .compose(claimed -> claimed.isPresent()
                        ? database.write(store -> attempt(store, claimed.get())).map(true)
                        : Future.succeededFuture(false));
    }

    /**
     * Deletes the letters that are recovered or have failed.
     *
     * @param olderThan only those for which that is so long ago
     */
    Future<Integer> cleanUp(Duration olderThan) {
        return database.write(store -> store.reading().deadLetters().cleanup(olderThan))
                .onSuccess(removed -> LOG.info("dead letters cleaned up removed={}", removed));
    }

    /** Once, until something goes well again: a database that is away is away for every round. */
    private void tell(Throwable failure) {
        String said = Optional.ofNullable(failure.getMessage()).orElseGet(failure::toString);
        if (!said.equals(problem)) {
            LOG.warn("dead letters not attended to problem=\"{}\"", said);
        }
        problem = said;
    }

    /** Gives access to the store as long as there is one. */
    interface Database {
        /** Does work that changes something; it may be done again where it fails. */
        <T> Future<T> write(Function<PgEventStore, Future<T>> work);

        /** Asks something; it fails at once without a store. */
        <T> Future<T> read(Function<PgEventStore, Future<T>> question);
    }
}
