package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.FeedCursor;
import dev.crossfade.bus.FeedCursorQuery;
import dev.crossfade.bus.FeedPage;
import dev.crossfade.bus.FeedPosition;
import dev.crossfade.bus.FeedQuery;
import dev.crossfade.bus.FeedRow;
import dev.crossfade.event.Adapter;
import dev.crossfade.event.ChecksumAlgorithm;
import dev.crossfade.event.EventDraft;
import dev.crossfade.event.EventJson;
import dev.crossfade.event.Integrity;
import dev.crossfade.event.MonitoringEvent;
import dev.crossfade.event.Route;
import dev.crossfade.event.Verdict;
import dev.crossfade.testkit.Events;
import dev.crossfade.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the feed asks of a real database. */
class PgFeedStoreIT {
    private final Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);

    private final Vertx vertx = Vertx.vertx();
    private TestDatabase database;
    private PgEventStore store;

    @BeforeEach
    void connect() throws Exception {
        database = TestDatabase.migrated();
        store = await(PgEventStore.connect(vertx, database.daemon(), 2, Duration.ofSeconds(5)));
    }

    @AfterEach
    void close() throws Exception {
        await(store.close());
        await(vertx.close());
        database.close();
    }

    @Test
    void aDatabaseWithoutEventsIsAtZeroAlsoWhenTheBellRang() throws Exception {
        assertThat(store.beginning()).contains(new FeedPosition(0, 0));
        database.ask("INSERT INTO monitoring.event_intake SELECT * FROM monitoring.event_intake");

        assertThat(position()).isEqualTo(new FeedPosition(0, 0));
        assertThat(page(0, 0, 10)).isEqualTo(new FeedPage(List.of(), 0, 0));
    }

    @Test
    void thePositionIsThatOfTheNewestCommittedEvent() throws Exception {
        await(store.write(Events.batch(1, 30), false));

        assertThat(position()).isEqualTo(new FeedPosition(30, 0));
        try (var open = database.connect()) {
            open.setAutoCommit(false);
            open.createStatement()
                    .execute("INSERT INTO monitoring.event_intake SELECT gen_random_uuid(), 'n', g, 't',"
                            + " 'system', now(), date_trunc('day', now()), 's', '{}', '{}', 'c', 'crc32', '{}', 0"
                            + " FROM generate_series(1, 5) g");
            assertThat(position().newest()).isEqualTo(30);
            open.rollback();
        }
        assertThat(position().newest()).isEqualTo(30);
    }

    @Test
    void onlyRowsOfTheRealtimeAdapterComeInOrderAndThePageSaysHowFarItReaches() throws Exception {
        await(store.write(Events.batch(1, 40), false));

        FeedPage all = page(0, 40, 2000);
        assertThat(all.upTo()).isEqualTo(40);
        assertThat(all.rows()).hasSize(20).allMatch(row -> row.event().route().includes(Adapter.REALTIME));
        assertThat(positions(all)).isSorted();
        assertThat(page(0, 21, 2000).upTo()).isEqualTo(21);

        List<Long> collected = new ArrayList<>();
        long after = 0;
        while (after < 40) {
            FeedPage some = page(after, 40, 3);
            assertThat(some.rows().size()).isLessThanOrEqualTo(3);
            assertThat(some.upTo()).isGreaterThan(after);
            collected.addAll(positions(some));
            after = some.upTo();
        }
        assertThat(collected).isEqualTo(positions(all));
    }

    @Test
    void aFewRowsAmongManyOfOtherRoutesAreFoundInSteps() throws Exception {
        database.ask("INSERT INTO monitoring.event_intake SELECT gen_random_uuid(), 'n', g, 't', 'system', now(),"
                + " date_trunc('day', now()), 's', '{}', '{}', 'c', 'crc32',"
                + " CASE WHEN g % 60000 = 0 THEN '{realtime}' ELSE '{websocket}' END::text[], 0"
                + " FROM generate_series(1, 180001) g");

        List<Long> collected = new ArrayList<>();
        int questions = 0;
        for (long after = 0; after < 180_001; questions++) {
            FeedPage some = page(after, 180_001, 2000);
            assertThat(some.upTo()).isGreaterThan(after);
            collected.addAll(positions(some));
            after = some.upTo();
        }
        assertThat(collected).containsExactly(60_000L, 120_000L, 180_000L);
        assertThat(questions).isBetween(2, 4);
    }

    @Test
    void largeRowsComeInPagesOfAboutAMegabyteHoweverSmallTheyAreInTheTable() throws Exception {
        List<MonitoringEvent> batch = LongStream.rangeClosed(1, 60)
                .mapToObj(id -> Events.event(4 * id + 3, today, "{\"t\":\"" + "q".repeat(100_000) + "\"}"))
                .toList();
        await(store.write(batch, false));

        List<Long> collected = new ArrayList<>();
        for (long after = 0; after < 60; ) {
            FeedPage some = page(after, 60, 2000);
            assertThat(some.rows().size()).isBetween(1, 32);
            collected.addAll(positions(some));
            after = some.upTo();
        }
        assertThat(collected).hasSize(60).isSorted();
    }

    @Test
    void whatCameBackAsItWasSummedIsIntactAndWhatWasChangedInTheDatabaseIsNot() throws Exception {
        List<MonitoringEvent> batch = List.of(
                sealed(1, "{\"n\":1.5,\"t\":\"ü\\u0001\"}", "{\"n\":1.5,\"t\":\"ü\\u0001\"}"),
                sealed(2, "{\"big\":12345678901234567000}", "{\"big\":12345678901234567890}"),
                sealed(3, "{\"a\":1e+30,\"b\":-1e-7,\"c\":0}", "{\"a\":1e+30,\"b\":-1e-7,\"c\":0}"),
                sealed(4, "{\"a\":1}", "{\"a\":1}"),
                sealed(5, "{\"a\":1}", "{\"a\":1}"));
        await(store.write(batch, false));
        database.ask("UPDATE monitoring.monitoring_events SET data = '{\"a\": 2}' WHERE sequence_id = 4");
        database.ask("UPDATE monitoring.monitoring_events SET source = 'other' WHERE sequence_id = 5");

        List<FeedRow> rows = page(0, 5, 10).rows();

        assertThat(rows)
                .extracting(FeedRow::integrity)
                .containsExactly(
                        Integrity.INTACT, Integrity.INTACT, Integrity.INTACT, Integrity.CHANGED, Integrity.CHANGED);
        assertThat(rows.subList(0, 3))
                .extracting(row -> row.event().data())
                .containsExactlyElementsOf(
                        batch.subList(0, 3).stream().map(MonitoringEvent::data).toList());
        assertThat(rows.get(3).event().data()).isEqualTo("{\"a\":2}");
        assertThat(rows).allSatisfy(row -> assertThat(row.createdAt())
                .isBefore(Instant.now().plusSeconds(60)));
    }

    @Test
    void aRowThatNobodyCouldReadDoesNotHoldUpThoseBehindIt() throws Exception {
        await(store.write(Events.batch(6, 7), false));
        database.ask("UPDATE monitoring.monitoring_events SET checksum_algorithm = 'theirs' WHERE position = 1");

        assertThat(page(0, 2, 10).upTo()).isEqualTo(2);
        assertThat(positions(page(0, 2, 10))).containsExactly(2L);
    }

    @Test
    void whatRetentionDroppedIsExactlyTheHighestPositionThatWasInADroppedPartition() throws Exception {
        Instant before = today.minus(Duration.ofDays(1));
        await(store.write(List.of(old(1, before), Events.event(2), old(3, before), Events.event(7)), false));
        assertThat(await(store.upkeep().dropPartitions(LocalDate.ofInstant(today, ZoneOffset.UTC))))
                .isEqualTo(1);

        assertThat(position()).isEqualTo(new FeedPosition(4, 3));
        assertThat(page(0, 4, 10).dropped()).isEqualTo(3);
        assertThat(positions(page(0, 4, 10))).containsExactly(2L, 4L);
        assertThat(page(4, 4, 10)).isEqualTo(new FeedPage(List.of(), 4, 3));
    }

    @Test
    void whereRetentionDroppedTheNewestOfAllThePositionStaysAndAnEmptyPartitionChangesNothing() throws Exception {
        Instant before = today.minus(Duration.ofDays(1));
        await(store.write(List.of(old(1, before), old(2, before)), false));
        LocalDate day = LocalDate.ofInstant(today, ZoneOffset.UTC);
        await(store.upkeep().dropPartitions(day));
        assertThat(position()).isEqualTo(new FeedPosition(2, 2));

        await(store.upkeep().ensurePartitions(day.minusDays(3), day.minusDays(2)));
        assertThat(await(store.upkeep().dropPartitions(day))).isEqualTo(2);
        assertThat(position()).isEqualTo(new FeedPosition(2, 2));
    }

    @Test
    void theLaterWordOfAClientHoldsAndOthersAreNotTouched() throws Exception {
        await(save(cursor("a", "realtime:x", 10), cursor("b", "realtime:x", 20), cursor("a", "realtime:x", 30)));
        assertThat(known("a", "realtime:x")).hasValue(30);
        assertThat(known("b", "realtime:x")).hasValue(20);
        assertThat(known("a", "realtime:y")).isEmpty();

        await(save(cursor("a", "realtime:x", 5)));
        assertThat(known("a", "realtime:x")).hasValue(5);
        await(save());
    }

    @Test
    void aNameThatTheTableCannotHoldIsUnknownAndCostsTheOthersNothing() throws Exception {
        String longest = "\ud83d\ude00".repeat(200);
        await(save(
                cursor(longest, longest, 1),
                cursor(longest + "x", "c", 2),
                cursor("nul\0", "c", 3),
                cursor("", "c", 4),
                cursor("k", "c", 5)));

        assertThat(known(longest, longest)).hasValue(1);
        assertThat(known(longest + "x", "c")).isEmpty();
        assertThat(known("nul\0", "c")).isEmpty();
        assertThat(known("k", "c")).hasValue(5);
        assertThat(database.ask("SELECT count(*) FROM monitoring.feed_cursors")).isEqualTo("2");
    }

    @Test
    void cursorsThatAreTooOldOrTooManyAreDeleted() throws Exception {
        database.ask("INSERT INTO monitoring.feed_cursors SELECT 'k' || g, 'c', g, now() - g * interval '1 minute'"
                + " FROM generate_series(1, 10) g");

        int old = await(store.reading().feed(feed -> feed.prune(Duration.ofSeconds(450))));
        assertThat(old).isEqualTo(3);
        assertThat(database.ask("SELECT monitoring.prune_feed_cursors('1 day', 4)"))
                .isEqualTo("3");
        assertThat(database.ask("SELECT string_agg(key, ' ' ORDER BY position) FROM monitoring.feed_cursors"))
                .isEqualTo("k1 k2 k3 k4");
    }

    @Test
    void howeverManyNamesClientsInventTheTableIsBounded() throws Exception {
        database.ask("INSERT INTO monitoring.feed_cursors SELECT 'old' || g, 'c', g, now() - interval '1 hour'"
                + " FROM generate_series(1, 100000) g");
        for (int batch = 0; batch < 4; batch++) {
            int first = batch * 5_000;
            await(save(IntStream.range(first, first + 5_000)
                    .mapToObj(n -> cursor("k" + n, "c", n))
                    .toArray(FeedCursor[]::new)));
        }

        assertThat(database.ask("SELECT count(*) || ' ' || count(*) FILTER (WHERE key LIKE 'k%')"
                        + " FROM monitoring.feed_cursors"))
                .isEqualTo("100000 20000");
    }

    private static MonitoringEvent old(long sequenceId, Instant received) {
        return Events.event(sequenceId, received, "{}");
    }

    private MonitoringEvent sealed(long sequenceId, String canonicalData, String data) {
        MonitoringEvent like = Events.event(sequenceId);
        EventDraft draft = new EventDraft(
                new UUID(9, sequenceId),
                true,
                like.eventType(),
                like.category(),
                today.plusNanos(123_456_000),
                today,
                like.source(),
                canonicalData,
                data,
                "{}",
                Route.DUAL,
                1,
                true,
                sequenceId % 2 == 0 ? ChecksumAlgorithm.CRC32 : ChecksumAlgorithm.SHA256,
                Verdict.PASSED);
        return new EventJson().seal(draft, "node-1", sequenceId).event();
    }

    private FeedPosition position() throws Exception {
        return await(store.reading().feed(PgFeedStore::position));
    }

    private FeedPage page(long after, long upTo, int limit) throws Exception {
        return await(store.reading().feed(feed -> feed.page(new FeedQuery(after, upTo, limit))));
    }

    private static List<Long> positions(FeedPage page) {
        return page.rows().stream()
                .map(row -> row.event().position().orElseThrow())
                .toList();
    }

    private static FeedCursor cursor(String key, String channel, long position) {
        return new FeedCursor(key, channel, position);
    }

    private Future<Void> save(FeedCursor... cursors) {
        return store.reading().feed(feed -> feed.save(Arrays.asList(cursors)));
    }

    private OptionalLong known(String key, String channel) throws Exception {
        return await(store.reading().feed(feed -> feed.cursor(new FeedCursorQuery(key, channel))));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
