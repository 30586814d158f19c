package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.CleanUpDeadLetters;
import dev.crossfade.bus.CurrentSettings;
import dev.crossfade.bus.DeadLetterQuery;
import dev.crossfade.bus.DeadLetterReply;
import dev.crossfade.bus.DeadLetterStatisticsQuery;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.DiscardDeadLetter;
import dev.crossfade.bus.Endpoints;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.bus.LocalCodec;
import dev.crossfade.bus.RetryDeadLetter;
import dev.crossfade.bus.RetryDeadLetters;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.bus.Unavailable;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.testkit.Events;
import dev.crossfade.testkit.TestDatabase;
import dev.crossfade.testkit.TestSettings;
import dev.crossfade.testkit.Waiting;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dead letters on their way back into the table of events of a real database. */
class DeadLetterWriterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration NOW = Duration.ZERO;
    private static final HistoryQuery ALL = new HistoryQuery(
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            HistoryQuery.Order.OLDEST_FIRST,
            10);
    private static final String QUEUE = "monitoring.dead_letter_queue";
    private static final String EVENTS = "monitoring.monitoring_events";

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final AccessOfTest access = new AccessOfTest();
    private TestDatabase database;
    private PgEventStore store;
    private final AtomicInteger stored = new AtomicInteger();
    private DeadLetterWriter writer;

    @BeforeEach
    void start() throws Exception {
        database = TestDatabase.migrated();
        store = await(PgEventStore.connect(vertx, database.daemon(), 4, Duration.ofSeconds(5)));
        writer = new DeadLetterWriter(
                access,
                new CurrentSettings(TestSettings.first(TestSettings.yaml("dead_letters: {max_retries: 5, keep: 30d}"))),
                stored::addAndGet);
        LocalCodec.register(vertx);
        onContext(() -> writer.start(vertx));
    }

    @AfterEach
    void stop() throws Exception {
        await(writer.stop());
        await(store.close());
        await(vertx.close());
        database.close();
    }

    @Test
    void aRefusedEventIsKeptWithTheNewReasonAndStoredOnceTheDatabaseTakesIt() throws Exception {
        database.ask("ALTER TABLE " + EVENTS + " ADD CONSTRAINT no_seven CHECK (sequence_id <> 7)");
        add(Events.event(7));

        round();
        awaitCount(1, "retry_count = 1 AND status = 'pending'");
        StoredDeadLetter refused = onlyOne();
        assertThat(refused.sqlState()).isEqualTo("23514");
        assertThat(refused.reason()).contains("no_seven");
        assertThat(refused.nextRetryAt().orElseThrow())
                .isBetween(refused.lastRetryAt().orElseThrow(), Instant.now().plusSeconds(70));

        database.ask("ALTER TABLE " + EVENTS + " DROP CONSTRAINT no_seven");
        assertThat(await(Endpoints.RETRY_DEAD_LETTERS.ask(vertx, new RetryDeadLetters()))
                        .count())
                .isEqualTo(1);
        awaitCount(1, "status = 'recovered'");
        assertThat(database.ask("SELECT count(*) FROM " + EVENTS + " WHERE sequence_id = 7"))
                .isEqualTo("1");
        assertThat(stored).hasValue(1);
    }

    @Test
    void anEventComesBackWithAllItsText() throws Exception {
        MonitoringEvent event = Events.event(
                8, Instant.now().truncatedTo(ChronoUnit.MICROS), "{\"s\":\"ключ 😀\\u0001\\\"\\\\\",\"ä\":1.5}");
        add(event);

        round();
        awaitCount(1, "status = 'recovered'");

        assertThat(await(store.reading().history(ALL)).events())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("position")
                .containsExactly(event);
    }

    @Test
    void anEventThatIsStoredAlreadyCountsAsStored() throws Exception {
        await(store.write(List.of(Events.event(1)), false));
        add(Events.event(1));

        round();

        awaitCount(1, "status = 'recovered'");
        assertThat(database.ask("SELECT count(*) FROM " + EVENTS)).isEqualTo("1");
        assertThat(stored).hasValue(0);
    }

    @Test
    void whatHoldsNoEventFailsAtOnceWithTheReason() throws Exception {
        await(store.reading()
                .deadLetters()
                .add(
                        List.of(
                                new DeadLetter("node", 1, "garbage", "22000", "why"),
                                new DeadLetter("node", 2, "{\"id\":7}", "22000", "why")),
                        5,
                        NOW));

        round();

        awaitCount(2, "status = 'failed' AND failure_reason LIKE 'the letter holds no event: %'");
    }

    @Test
    void oneRoundGoesThroughEverythingThatIsDue() throws Exception {
        addAll(50);

        round();

        awaitCount(50, "status = 'recovered'");
        Waiting.forThat(PATIENCE, writer::counts, counts -> Long.valueOf(50).equals(counts.get("recovered")));
        assertThat(writer.counts()).containsEntry("pending", 0L).hasSize(4);
    }

    @Test
    void thereAreNeverTwoRoundsAtOnce() throws Exception {
        addAll(40);

        for (int i = 0; i < 10; i++) {
            round();
        }

        awaitCount(40, "status = 'recovered'");
        assertThat(access.mostAtOnce.get()).isEqualTo(1);
    }

    @Test
    void whenTheDatabaseGoesAwayTheRoundEndsAndTheRestComesBackWhenItsLeaseIsOver() throws Exception {
        addAll(10);
        access.remaining.set(4);

        round();
        Waiting.forThat(PATIENCE, access.remaining::get, remaining -> remaining < 0);
        assertThat(count("status = 'recovered'")).isEqualTo("3");
        assertThat(count("status = 'retrying' AND retry_count = 0")).isEqualTo("7");

        access.remaining.set(Integer.MAX_VALUE);
        database.ask("UPDATE " + QUEUE + " SET leased_until = now() WHERE status = 'retrying'");
        round();
        awaitCount(10, "status = 'recovered'");
    }

    @Test
    void aStopEndsTheRoundBehindTheLetterThatIsBeingRetried() throws Exception {
        addAll(16);
        access.stopAt = 3;

        round();
        Waiting.until(PATIENCE, "the stop has begun", () -> access.stopped != null);
        await(access.stopped);

        assertThat(count("status = 'recovered'")).isEqualTo("2");
        round();
        assertThat(count("status = 'retrying'")).isEqualTo("14");
    }

    @Test
    void oneLetterIsRetriedByHandBeforeItIsDue() throws Exception {
        database.ask("ALTER TABLE " + EVENTS + " ADD CONSTRAINT no_seven CHECK (sequence_id <> 7)");
        await(store.reading().deadLetters().add(List.of(letter(Events.event(7))), 1, Duration.ofHours(1)));
        long id = onlyOne().id();

        StoredDeadLetter again = done(await(Endpoints.RETRY_DEAD_LETTER.ask(vertx, new RetryDeadLetter(id))));
        assertThat(again.status()).isEqualTo(DeadLetterStatus.FAILED);
        assertThat(again.retryCount()).isEqualTo(1);
        database.ask("ALTER TABLE " + EVENTS + " DROP CONSTRAINT no_seven");
        StoredDeadLetter stored = done(await(Endpoints.RETRY_DEAD_LETTER.ask(vertx, new RetryDeadLetter(id))));

        assertThat(stored.status()).isEqualTo(DeadLetterStatus.RECOVERED);
        assertThat(await(Endpoints.RETRY_DEAD_LETTER.ask(vertx, new RetryDeadLetter(id))))
                .isEqualTo(new DeadLetterReply.Refused(DeadLetterStatus.RECOVERED));
        assertThat(await(Endpoints.RETRY_DEAD_LETTER.ask(vertx, new RetryDeadLetter(id + 1))))
                .isEqualTo(new DeadLetterReply.Unknown());
    }

    @Test
    void aLetterIsDiscardedUnlessItIsBeingRetried() throws Exception {
        addAll(1);
        StoredDeadLetter letter = onlyOne();
        ClaimedDeadLetter claimed = await(store.reading().deadLetters().claim(1, Duration.ofMinutes(1)))
                .get(0);

        assertThat(await(Endpoints.DISCARD_DEAD_LETTER.ask(vertx, new DiscardDeadLetter(letter.id()))))
                .isEqualTo(new DeadLetterReply.Refused(DeadLetterStatus.RETRYING));
        await(store.reading().deadLetters().recover(claimed));
        assertThat(done(await(Endpoints.DISCARD_DEAD_LETTER.ask(vertx, new DiscardDeadLetter(letter.id()))))
                        .payload())
                .isEqualTo(letter.payload());
        assertThat(await(Endpoints.DISCARD_DEAD_LETTER.ask(vertx, new DiscardDeadLetter(letter.id()))))
                .isEqualTo(new DeadLetterReply.Unknown());
    }

    @Test
    void whatNobodyNeedsIsCleanedUpAfterTheConfiguredTimeOrTheOneThatIsWished() throws Exception {
        addAll(2);
        round();
        awaitCount(2, "status = 'recovered'");

        assertThat(await(Endpoints.CLEAN_UP_DEAD_LETTERS.ask(vertx, new CleanUpDeadLetters(Optional.empty())))
                        .count())
                .isZero();
        assertThat(await(Endpoints.CLEAN_UP_DEAD_LETTERS.ask(vertx, new CleanUpDeadLetters(Optional.of(Duration.ZERO))))
                        .count())
                .isEqualTo(2);
        assertThat(await(Endpoints.DEAD_LETTER_STATISTICS.ask(vertx, new DeadLetterStatisticsQuery()))
                        .total())
                .isZero();
    }

    @Test
    void withoutADatabaseWhatIsAskedFailsAtOnce() {
        access.remaining.set(0);

        assertThatThrownBy(() -> await(Endpoints.DEAD_LETTERS.ask(
                        vertx, new DeadLetterQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 10))))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(Unavailable.class)
                .hasMessageContaining("away");
    }

    private void add(MonitoringEvent event) throws Exception {
        await(store.reading().deadLetters().add(List.of(letter(event)), 5, NOW));
    }

    private void addAll(long letters) throws Exception {
        await(store.reading()
                .deadLetters()
                .add(
                        LongStream.rangeClosed(1, letters)
                                .mapToObj(id -> letter(Events.event(id)))
                                .toList(),
                        5,
                        NOW));
    }

    private static DeadLetter letter(MonitoringEvent event) {
        String payload = new String(new EventJson().encode(event), StandardCharsets.UTF_8);
        return new DeadLetter(event.node(), event.sequenceId(), payload, "23514", "why");
    }

    private StoredDeadLetter onlyOne() throws Exception {
        List<StoredDeadLetter> letters = await(store.reading()
                        .deadLetters()
                        .page(new DeadLetterQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 2)))
                .letters();
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    private static StoredDeadLetter done(DeadLetterReply reply) {
        assertThat(reply).isInstanceOf(DeadLetterReply.Done.class);
        return ((DeadLetterReply.Done) reply).letter();
    }

    private void round() throws Exception {
        onContext(writer::round);
    }

    private void onContext(Runnable work) throws Exception {
        Future<Void> done = Future.future(promise -> context.runOnContext(now -> {
            work.run();
            promise.complete();
        }));
        await(done);
    }

    private String count(String condition) throws SQLException {
        return database.ask("SELECT count(*) FROM " + QUEUE + " WHERE " + condition);
    }

    private void awaitCount(int expected, String condition) {
        Waiting.forThat(PATIENCE, () -> count(condition), Integer.toString(expected)::equals);
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** The store as the test wants it to be: there for so many operations, and watched. */
    private final class AccessOfTest implements DeadLetterWriter.Database {
        final AtomicInteger remaining = new AtomicInteger(Integer.MAX_VALUE);
        final AtomicInteger mostAtOnce = new AtomicInteger();
        private final AtomicInteger atOnce = new AtomicInteger();
        private int calls;
        volatile int stopAt = -1;
        volatile Future<Void> stopped;

        @Override
        public <T> Future<T> write(Function<PgEventStore, Future<T>> work) {
            if (++calls == stopAt) {
                stopped = writer.stop();
            }
            if (remaining.getAndDecrement() <= 0) {
                return Future.failedFuture(new Unavailable("the database is away"));
            }
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            return work.apply(store).onComplete(over -> atOnce.decrementAndGet());
        }

        @Override
        public <T> Future<T> read(Function<PgEventStore, Future<T>> question) {
            return remaining.get() > 0
                    ? question.apply(store)
                    : Future.failedFuture(new Unavailable("the database is away"));
        }
    }
}
