package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.crossfade.bus.HistoryPage;
import dev.crossfade.bus.HistoryQuery;
import dev.crossfade.bus.HistoryQuery.Order;
import dev.crossfade.bus.TimeSeries;
import dev.crossfade.bus.TimeSeriesQuery;
import dev.crossfade.event.Category;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.testkit.Events;
import dev.crossfade.testkit.TestDatabase;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The store against a real database: what it writes, in what order, and what it reads back. */
class PgEventStoreIT {
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
            Order.OLDEST_FIRST,
            1000);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private TestDatabase database;
    private PgEventStore store;

    @BeforeEach
    void connect() throws Exception {
        database = TestDatabase.migrated();
        store = connected(Duration.ofSeconds(5));
    }

    @AfterEach
    void close() throws Exception {
        await(store.close());
        await(vertx.close());
        database.close();
    }

    @Test
    void readsBackWhatItWrote() throws Exception {
        List<MonitoringEvent> batch = Events.batch(1, 8);

        assertThat(await(store.write(batch, false)).added()).isEqualTo(8);
        List<MonitoringEvent> stored = await(store.reading().history(ALL)).events();

        assertThat(stored)
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("position")
                .isEqualTo(batch);
        assertThat(stored).extracting(event -> event.position().orElseThrow()).isSorted();
    }

    @Test
    void aPageOfLargeEventsIsCutAndGoesOnBehindTheCut() throws Exception {
        List<MonitoringEvent> batch = IntStream.rangeClosed(1, 40)
                .mapToObj(id -> Events.event(id, Instant.now(), "{\"t\":\"" + noise(200_000) + "\"}"))
                .toList();
        await(store.write(batch, false));

        List<Long> seen = new ArrayList<>();
        HistoryPage page = await(store.reading().history(ALL));
        assertThat(page.events()).hasSizeLessThan(40);
        while (!page.events().isEmpty()) {
            page.events().forEach(event -> seen.add(event.sequenceId()));
            OptionalLong last = page.events().get(page.events().size() - 1).position();
            page = await(store.reading().history(ALL.withAfter(last)));
        }
        assertThat(page.more()).isFalse();
        assertThat(seen)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 40).boxed().toList());
    }

    @Test
    void eventsThatAreSmallInTheTableAndLargeOutsideAreCutToo() throws Exception {
        List<MonitoringEvent> batch = IntStream.rangeClosed(1, 60)
                .mapToObj(id -> Events.event(id, Instant.now(), "{\"t\":\"" + "q".repeat(200_000) + "\"}"))
                .toList();
        await(store.write(batch, false));

        HistoryPage page = await(store.reading().history(ALL));

        assertThat(page.events()).hasSizeBetween(16, 40);
        assertThat(page.more()).isTrue();
    }

    /** Text that does not compress. */
    private static String noise(int length) {
        byte[] bytes = new byte[length / 2];
        ThreadLocalRandom.current().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void aBatchThatIsWrittenTwiceIsStoredOnce() throws Exception {
        await(store.write(Events.batch(1, 10), false));

        assertThat(await(store.write(Events.batch(1, 10), true)).added()).isZero();
        assertThat(await(store.write(Events.batch(6, 15), true)).added()).isEqualTo(5);
        assertThat(count()).isEqualTo("15");
    }

    @Test
    void aRepetitionThatNobodyExpectedIsToldAndWhatWasSentBehindItIsNotStored() throws Exception {
        await(store.write(Events.batch(1, 5), false));

        List<Future<Written>> sent = inOneTurn(
                () -> List.of(store.write(Events.batch(1, 10), false), store.write(Events.batch(11, 20), false)));

        assertThat(failureOf(sent.get(0)).kind()).isEqualTo(FailureKind.REPEATED);
        assertThat(failureOf(sent.get(1)).kind()).isEqualTo(FailureKind.OUT_OF_TURN);
        assertThat(await(store.write(Events.batch(1, 10), true)).added()).isEqualTo(5);
        assertThat(await(store.write(Events.batch(11, 20), true)).added()).isEqualTo(10);
        assertThat(count()).isEqualTo("20");
        assertThat(outOfOrder()).isEqualTo("0");
    }

    @Test
    void whatIsSentBehindABatchThatIsRefusedIsNotStoredAndTheStoreLives() throws Exception {
        List<MonitoringEvent> notStorable =
                List.of(Events.event(1), Events.event(2, Instant.now(), "{\"s\":\"\\u0000\"}"));
        List<Future<Written>> sent =
                inOneTurn(() -> List.of(store.write(notStorable, false), store.write(Events.batch(3, 5), false)));

        assertThat(failureOf(sent.get(0)).kind()).isEqualTo(FailureKind.REFUSED);
        assertThat(failureOf(sent.get(0))).hasMessageContaining("unsupported Unicode");
        assertThat(failureOf(sent.get(1)).kind()).isEqualTo(FailureKind.OUT_OF_TURN);
        assertThat(count()).isEqualTo("0");
        assertThat(await(store.write(Events.batch(3, 5), true)).added()).isEqualTo(3);
        assertThat(store.end().isComplete()).isFalse();
    }

    @Test
    void aRowThatATriggerTakesAwayInSilenceIsMissed() throws Exception {
        database.ask("CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN IF NEW.sequence_id = 7 THEN RETURN NULL; END IF; RETURN NEW; END'");
        database.ask("CREATE TRIGGER swallow BEFORE INSERT ON monitoring.monitoring_events"
                + " FOR EACH ROW EXECUTE FUNCTION swallow()");

        assertThat(await(store.write(Events.batch(1, 10), false))).isEqualTo(new Written(9, Set.of(7L)));
        assertThat(await(store.write(Events.batch(5, 12), true))).isEqualTo(new Written(2, Set.of(7L)));
    }

    @Test
    void aRefusalThatComesWithTheCommitIsARefusal() throws Exception {
        database.ask("CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS"
                + " 'BEGIN IF NEW.sequence_id = 7 THEN RAISE ''not this one''; END IF; RETURN NULL; END'");
        database.ask("CREATE CONSTRAINT TRIGGER late AFTER INSERT ON monitoring.monitoring_events"
                + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION late()");

        Future<Written> refused = store.write(Events.batch(1, 10), false);

        assertThat(failureOf(refused).kind()).isEqualTo(FailureKind.REFUSED);
        assertThat(count()).isEqualTo("0");
    }

    @Test
    void somebodyElsesUniqueIndexRefusesAndPassesNothingOver() throws Exception {
        database.ask("CREATE UNIQUE INDEX theirs ON monitoring.monitoring_events (source, received_at)");
        Instant now = Instant.now();

        assertThat(failureOf(store.write(List.of(Events.event(1, now, "{}"), Events.event(2, now, "{}")), true))
                        .kind())
                .isEqualTo(FailureKind.REFUSED);
    }

    @Test
    void aBatchOfDaysLongPastFindsItsPartitions() throws Exception {
        List<MonitoringEvent> batch = List.of(
                Events.event(1, Instant.parse("2026-02-28T23:59:59.999999Z"), "{}"),
                Events.event(2, Instant.parse("2026-03-01T00:00:00Z"), "{}"));

        assertThat(await(store.write(batch, false)).added()).isEqualTo(2);
        assertThat(database.ask("SELECT count(*) FROM monitoring.monitoring_events_p20260228"))
                .isEqualTo("1");
    }

    @Test
    void writersOnManyConnectionsCommitInTheOrderOfTheirPositions() throws Exception {
        PgEventStore other = connected(Duration.ofSeconds(5));
        long seen = 0;
        Future<?> all = Future.succeededFuture();
        for (int round = 0; round < 40; round++) {
            long first = round * 20L + 1;
            all = Future.join(
                    all,
                    store.write(Events.batch(first, first + 9), false),
                    other.write(Events.batch(first + 10, first + 19), false));
        }
        // A reader that always asks for more than it has seen must in the end have seen everything.
        long rows = 0;
        while (rows < 800) {
            HistoryQuery onwards = after(seen);
            for (MonitoringEvent event : await(store.reading().history(onwards)).events()) {
                seen = event.position().orElseThrow();
                rows++;
            }
            if (all.isComplete()
                    && rows < 800
                    && await(store.reading().history(after(seen))).events().isEmpty()) {
                break;
            }
        }
        await(other.close());

        assertThat(rows).isEqualTo(800);
    }

    @Test
    void aStatementThatWaitsTooLongIsEndedInTime() throws Exception {
        PgEventStore impatient = connected(Duration.ofMillis(500));
        try (Connection blocker = database.connect()) {
            blocker.setAutoCommit(false);
            blocker.createStatement().execute("LOCK TABLE monitoring.monitoring_events IN ACCESS EXCLUSIVE MODE");

            DatabaseFailure tooSlow = failureOf(impatient.write(Events.batch(1, 2), false));

            assertThat(tooSlow.kind()).isEqualTo(FailureKind.UNCERTAIN);
            assertThat(tooSlow).hasMessageContaining("statement timeout");
            blocker.rollback();
        }
    }

    @Test
    void aServerThatFallsSilentBreaksTheStoreInTimeAndItsGoodbyeIsNotWaitedFor() throws Exception {
        PgEventStore cutOff = connected(Duration.ofMillis(500));
        await(cutOff.write(Events.batch(1, 2), false));
        String[] backends = database.ask("SELECT string_agg(pid::text, ' ') FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND usename = 'crossfade_test'")
                .split(" ");
        signal("-STOP", backends);
        try {
            Future<Written> first = cutOff.write(Events.batch(3, 4), false);
            Future<Written> second = cutOff.write(Events.batch(5, 6), false);

            assertThat(failureOf(first).kind()).isEqualTo(FailureKind.UNAVAILABLE);
            assertThat(failureOf(cutOff.end())).hasMessageContaining("did not answer");
            assertThatThrownBy(() -> await(second)).isInstanceOf(ExecutionException.class);
            await(cutOff.close());
        } finally {
            signal("-CONT", backends);
        }
    }

    @Test
    void historyIsFilteredByEverythingThatCanBeAsked() throws Exception {
        await(store.write(Events.batch(1, 20), false));
        await(store.write(List.of(Events.event(21, Instant.now(), "{\"note\":\"50%_of C:\\\\Temp\"}")), false));

        assertThat(await(store.reading().history(text("0%_OF c:\\\\t"))).events())
                .extracting(MonitoringEvent::sequenceId)
                .containsExactly(21L);
        assertThat(await(store.reading().history(text("%%"))).events()).isEmpty();
        assertThat(await(store.reading().history(text("CACHE"))).events()).hasSize(21);
        assertThat(await(store.reading()
                                .history(new HistoryQuery(
                                        List.of(Category.DEBUG, Category.SYSTEM),
                                        List.of("cache_metrics"),
                                        List.of("test", "other"),
                                        Optional.of("node-1"),
                                        Optional.of("n"),
                                        Optional.of(Instant.now().minus(Duration.ofDays(2))),
                                        Optional.of(Instant.now().plusSeconds(3600)),
                                        OptionalLong.of(0),
                                        OptionalLong.of(1_000_000),
                                        Order.NEWEST_FIRST,
                                        3)))
                        .events())
                .extracting(MonitoringEvent::sequenceId)
                .containsExactly(19L, 18L, 14L);
    }

    @Test
    void pagesSayWhetherThereIsMore() throws Exception {
        await(store.write(Events.batch(1, 5), false));

        HistoryPage all = await(store.reading().history(page(5)));
        HistoryPage some = await(store.reading().history(page(4)));

        assertThat(all.more()).isFalse();
        assertThat(some.more()).isTrue();
        assertThat(some.events()).hasSize(4);
    }

    @Test
    void countsPerBucketAndCategory() throws Exception {
        Instant start = Instant.parse("2026-03-01T00:00:10Z");
        await(store.write(
                List.of(
                        Events.event(1, start, "{}"),
                        Events.event(6, start.plusSeconds(59), "{}"),
                        Events.event(2, start.plusSeconds(60), "{}")),
                false));

        TimeSeries series = await(
                store.reading().timeSeries(new TimeSeriesQuery(start, start.plusSeconds(180), Duration.ofMinutes(1))));

        assertThat(series.buckets())
                .containsExactly(
                        new TimeSeries.Bucket(start, java.util.Map.of(Category.PERFORMANCE, 2L)),
                        new TimeSeries.Bucket(start.plusSeconds(60), java.util.Map.of(Category.USER_ACTIVITY, 1L)));
    }

    @Test
    void whatSomebodyElseWritesRingsAndWhatTheStoreWritesItselfDoesNot() throws Exception {
        PgEventStore other = connected(Duration.ofSeconds(5));
        CountDownLatch rung = new CountDownLatch(1);
        AtomicInteger rings = new AtomicInteger();
        store.onRing(() -> {
            rings.incrementAndGet();
            rung.countDown();
        });

        await(store.write(Events.batch(1, 5), false));
        await(other.write(Events.batch(6, 10), false));

        // Bells come in the order of the commits: one for the first would have been heard before.
        assertThat(rung.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(rings).hasValue(1);
        await(other.close());
    }

    @Test
    void aRoundTripIsMeasured() throws Exception {
        assertThat(await(store.ping())).isPositive().isLessThan(Duration.ofSeconds(5));
    }

    private static DatabaseFailure failureOf(Future<?> future) {
        return (DatabaseFailure) catchThrowable(() -> await(future)).getCause();
    }

    private PgEventStore connected(Duration timeout) throws Exception {
        return await(inOneTurn(() -> PgEventStore.connect(vertx, database.daemon(), 2, timeout)));
    }

    /** What is asked here is asked before the answer to any of it can arrive: answers come on the same context. */
    private <T> T inOneTurn(Supplier<T> asked) throws Exception {
        CompletableFuture<T> done = new CompletableFuture<>();
        context.runOnContext(turn -> done.complete(asked.get()));
        return done.get(20, TimeUnit.SECONDS);
    }

    private static HistoryQuery text(String text) {
        return query(Optional.of(text), OptionalLong.empty(), 1000);
    }

    private static HistoryQuery after(long position) {
        return query(Optional.empty(), OptionalLong.of(position), 1000);
    }

    private static HistoryQuery page(int limit) {
        return query(Optional.empty(), OptionalLong.empty(), limit);
    }

    private static HistoryQuery query(Optional<String> text, OptionalLong after, int limit) {
        return new HistoryQuery(
                ALL.categories(),
                ALL.eventTypes(),
                ALL.sources(),
                ALL.node(),
                text,
                ALL.from(),
                ALL.to(),
                after,
                ALL.before(),
                ALL.order(),
                limit);
    }

    private static void signal(String signal, String... processes) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        command.addAll(List.of(processes));
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private String count() throws SQLException {
        return database.ask("SELECT count(*) FROM monitoring.monitoring_events");
    }

    private String outOfOrder() throws SQLException {
        return database.ask(
                "SELECT count(*) FROM (SELECT sequence_id < lag(sequence_id) OVER (ORDER BY position) AS back"
                        + " FROM monitoring.monitoring_events) s WHERE back");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
