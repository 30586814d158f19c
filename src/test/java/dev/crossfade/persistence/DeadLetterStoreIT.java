package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.DeadLetterPage;
import dev.crossfade.bus.DeadLetterQuery;
import dev.crossfade.bus.DeadLetterStatistics;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue of dead letters against a real database, as the daemon's role. */
class DeadLetterStoreIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration OVER = Duration.ofMillis(-1);
    private static final Duration NOW = Duration.ZERO;
    private static final String TABLE = "monitoring.dead_letter_queue";

    private final Vertx vertx = Vertx.vertx();
    private TestDatabase database;
    private Pool pool;
    private PgDeadLetterStore store;

    @BeforeEach
    void connect() throws Exception {
        database = TestDatabase.migrated();
        pool = new PgConnectionStore(vertx, database.daemon(), Duration.ofSeconds(5)).pool(4);
        store = new PgDeadLetterStore(pool, PATIENCE);
    }

    @AfterEach
    void close() throws Exception {
        await(pool.close());
        await(vertx.close());
        database.close();
    }

    @Test
    void aLetterThatIsAddedTwiceIsThereOnce() throws Exception {
        assertThat(await(store.add(List.of(letter(1), letter(2), letter(1)), 5, NOW)))
                .isEqualTo(2);
        assertThat(await(store.add(List.of(letter(2), letter(3)), 5, NOW))).isEqualTo(1);
        assertThat(database.ask("SELECT count(*) FROM " + TABLE)).isEqualTo("3");
    }

    @Test
    void aLetterIsReadBackAsItWasAdded() throws Exception {
        Instant begun = Instant.now().minusSeconds(1);
        await(store.add(List.of(new DeadLetter("node-1", 7, "{\"a\":\"ä\\u0000\"}", "22P05", "bad\nthing ü")), 5, NOW));

        StoredDeadLetter letter = onlyOne();

        assertThat(letter.payload()).isEqualTo("{\"a\":\"\\u00e4\\u0000\"}");
        assertThat(letter.reason()).isEqualTo("bad thing \\u00fc");
        assertThat(letter.sqlState()).isEqualTo("22P05");
        assertThat(letter.sequenceId()).isEqualTo(7);
        assertThat(letter.node()).isEqualTo("node-1");
        assertThat(letter.status()).isEqualTo(DeadLetterStatus.PENDING);
        assertThat(letter.retryCount()).isZero();
        assertThat(letter.maxRetries()).isEqualTo(5);
        assertThat(letter.createdAt()).isAfter(begun);
        assertThat(letter.nextRetryAt()).contains(letter.createdAt());
        assertThat(letter.lastRetryAt()).isEmpty();
        assertThat(await(store.one(letter.id()))).contains(letter);
        assertThat(await(store.one(letter.id() + 1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF8", "WIN1252", "SQL_ASCII", "EUC_JP"})
    void nothingIsRefusedWhateverTheDatabasesEncoding(String encoding) throws Exception {
        DatabaseTarget target = encoded(encoding);
        Schema.migrate(target, Duration.ofSeconds(10));
        Pool other = new PgConnectionStore(vertx, target, Duration.ofSeconds(5)).pool(1);
        List<String> payloads = List.of(
                "{\"s\":\"\\u0000\"}",
                "{\"s\":\"\\ud800\"}",
                "{\"n\":1" + "0".repeat(200_000) + "}",
                "{\"n\":1e999999999}",
                "{\"ключ 😀\":\"ä\u2028\u007f\"}",
                "no json \0 \ud800 \"\\",
                "[".repeat(100_000),
                "");
        List<DeadLetter> letters = IntStream.range(0, payloads.size())
                .mapToObj(i -> new DeadLetter("node", i, payloads.get(i), "22\0ü", "r\0ü\ud800".repeat(2_000)))
                .toList();

        PgDeadLetterStore elsewhere = new PgDeadLetterStore(other, PATIENCE);
        assertThat(await(elsewhere.add(letters, 5, NOW))).isEqualTo(payloads.size());
        assertThat(await(elsewhere.page(all(100))).letters())
                .allSatisfy(letter -> assertThat(letter.reason()).hasSize(2_000));
        for (ClaimedDeadLetter letter : await(elsewhere.claim(100, LEASE))) {
            assertThat(await(elsewhere.failedAgain(letter, "wieder \0ü", "22P05", Optional.of(NOW))))
                    .isPresent();
        }
        await(other.close());
        database.ask("DROP DATABASE " + target.database());
    }

    private DatabaseTarget encoded(String encoding) throws SQLException {
        String name = database.owner().database() + "_" + encoding.toLowerCase(Locale.ROOT);
        boolean asksForProvider = Integer.parseInt(database.ask("SHOW server_version_num")) >= 150_000;
        database.ask("CREATE DATABASE " + name + " ENCODING '" + encoding + "' LC_COLLATE 'C' LC_CTYPE 'C'"
                + " TEMPLATE template0" + (asksForProvider ? " LOCALE_PROVIDER libc" : ""));
        return database.owner().database(name);
    }

    @Test
    void manyLargeLettersAreAddedInStatementsOfBoundedSize() throws Exception {
        String large = "{\"t\":\"" + "ä".repeat(250_000) + "\"}";
        List<DeadLetter> letters = LongStream.rangeClosed(1, 20)
                .mapToObj(id -> new DeadLetter("node", id, large, "22000", "why"))
                .toList();

        assertThat(await(store.add(letters, 5, NOW))).isEqualTo(20);
        assertThat(await(store.claim(1, LEASE)).get(0).payload()).isEqualTo(DeadLetterText.json(large));
    }

    @Test
    void thoseThatWaitedLongestAreTakenFirstAndThoseThatAreNotDueAreNot() throws Exception {
        await(store.add(letters(1, 2), 5, NOW));
        await(store.add(letters(3, 4), 5, Duration.ofHours(1)));
        await(store.add(letters(5, 6), 5, Duration.ofHours(-1)));

        assertThat(taken(2)).containsExactlyInAnyOrder(5L, 6L);
        assertThat(taken(10)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(taken(10)).isEmpty();
    }

    @Test
    void workersAtTheSameMomentNeverGetTheSameLetter() throws Exception {
        await(store.add(letters(1, 200), 5, NOW));
        List<Future<List<ClaimedDeadLetter>>> claims = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            claims.add(store.claim(7, LEASE));
        }

        List<Long> ids = new ArrayList<>();
        for (Future<List<ClaimedDeadLetter>> claim : claims) {
            await(claim).forEach(letter -> ids.add(letter.id()));
        }
        await(store.claim(200, LEASE)).forEach(letter -> ids.add(letter.id()));

        assertThat(ids).hasSize(200).doesNotHaveDuplicates();
    }

    @Test
    void aLetterThatAnotherTransactionHoldsIsPassedOverAndNotWaitedFor() throws Exception {
        await(store.add(letters(1, 2), 5, NOW));
        try (Connection other = database.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("SELECT FROM " + TABLE + " WHERE sequence_id = 1 FOR UPDATE");

            assertThat(taken(2)).containsExactly(2L);
            other.rollback();
        }
        assertThat(taken(2)).containsExactly(1L);
    }

    @Test
    void aLetterWhoseLeaseIsOverIsTakenAgainAndItsFirstHolderChangesNothingAnyMore() throws Exception {
        await(store.add(letters(1, 1), 5, NOW));
        ClaimedDeadLetter late = await(store.claim(1, OVER)).get(0);
        ClaimedDeadLetter newer = await(store.claim(1, LEASE)).get(0);
        StoredDeadLetter before = onlyOne();

        assertThat(newer.id()).isEqualTo(late.id());
        assertThat(await(store.recover(late))).isFalse();
        assertThat(await(store.failedAgain(late, "late", "22000", Optional.of(NOW))))
                .isEmpty();
        assertThat(onlyOne()).isEqualTo(before);
        assertThat(await(store.recover(newer))).isTrue();
        assertThat(await(store.failedAgain(newer, "twice", "22000", Optional.of(NOW))))
                .isEmpty();
        assertThat(onlyOne().status()).isEqualTo(DeadLetterStatus.RECOVERED);
        assertThat(onlyOne().recoveredAt()).isPresent().isEqualTo(onlyOne().lastRetryAt());
        assertThat(await(store.claimOne(newer.id(), LEASE))).isEmpty();
    }

    @Test
    void aHolderWhoIsLateButAloneStillTellsTheOutcome() throws Exception {
        await(store.add(letters(1, 1), 5, NOW));
        ClaimedDeadLetter late = await(store.claim(1, OVER)).get(0);

        assertThat(await(store.recover(late))).isTrue();
    }

    @Test
    void aLetterFailsOnceItWasRefusedAsOftenAsItMayBe() throws Exception {
        await(store.add(letters(1, 1), 3, NOW));

        assertThat(refusedAgain(NOW)).contains(DeadLetterStatus.PENDING);
        assertThat(refusedAgain(NOW)).contains(DeadLetterStatus.PENDING);
        assertThat(refusedAgain(NOW)).contains(DeadLetterStatus.FAILED);
        assertThat(await(store.claim(1, LEASE))).isEmpty();
        assertThat(onlyOne().retryCount()).isEqualTo(3);
        assertThat(onlyOne().reason()).isEqualTo("again");
        assertThat(onlyOne().nextRetryAt()).isEmpty();
    }

    @Test
    void aLetterWhoseRetriesAreOfNoUseFailsAtOnce() throws Exception {
        await(store.add(letters(1, 1), 3, NOW));
        ClaimedDeadLetter letter = await(store.claim(1, LEASE)).get(0);

        assertThat(await(store.failedAgain(letter, "no event", "", Optional.empty())))
                .contains(DeadLetterStatus.FAILED);
        assertThat(onlyOne().retryCount()).isEqualTo(1);
        assertThat(onlyOne().nextRetryAt()).isEmpty();
    }

    @Test
    void aLetterIsNotDueBeforeItsDelayIsOver() throws Exception {
        await(store.add(letters(1, 1), 3, NOW));
        refusedAgain(Duration.ofHours(1));

        assertThat(await(store.claim(1, LEASE))).isEmpty();
        assertThat(Duration.between(
                        onlyOne().lastRetryAt().orElseThrow(),
                        onlyOne().nextRetryAt().orElseThrow()))
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void withoutRetriesALetterHasFailedAtOnce() throws Exception {
        await(store.add(letters(1, 1), 0, NOW));

        assertThat(onlyOne().status()).isEqualTo(DeadLetterStatus.FAILED);
        assertThat(await(store.claim(1, LEASE))).isEmpty();
    }

    @Test
    void byHandAFailedLetterIsTakenButNotOneThatIsBeingRetried() throws Exception {
        await(store.add(letters(1, 1), 0, NOW));
        long id = onlyOne().id();

        assertThat(await(store.claimOne(id, LEASE))).isPresent();
        assertThat(await(store.claimOne(id, LEASE))).isEmpty();
        assertThat(await(store.discard(id))).isEmpty();
        assertThat(await(store.claimOne(id + 1, LEASE))).isEmpty();
    }

    @Test
    void allThatWaitOrHaveFailedAreMadeDueAndNoOthers() throws Exception {
        await(store.add(letters(1, 2), 0, NOW));
        await(store.add(letters(3, 3), 5, NOW));
        await(store.recover(await(store.claim(1, LEASE)).get(0)));
        await(store.add(letters(4, 4), 5, Duration.ofMinutes(-1)));
        await(store.claim(1, LEASE));
        await(store.add(letters(5, 6), 5, Duration.ofHours(1)));

        assertThat(await(store.schedule())).isEqualTo(4);
        assertThat(taken(10)).containsExactlyInAnyOrder(1L, 2L, 5L, 6L);
    }

    @Test
    void whatIsNotAnsweredInTimeFailsAlone() throws Exception {
        PgDeadLetterStore impatient = new PgDeadLetterStore(pool, Duration.ofMillis(200));
        try (Connection other = database.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE " + TABLE);

            assertThatThrownBy(() -> await(impatient.statistics())).hasCauseInstanceOf(TimeoutException.class);
            other.rollback();
        }
        assertThat(await(store.statistics()).total()).isZero();
    }

    @Test
    void manyAreScheduledAndCleanedUpInPortions() throws Exception {
        PgDeadLetterStore inPortions = new PgDeadLetterStore(pool, PATIENCE, 3);
        await(store.add(letters(1, 9), 0, NOW));

        assertThat(await(inPortions.schedule())).isEqualTo(9);
        assertThat(await(store.claim(100, LEASE))).hasSize(9);
        assertThat(await(inPortions.schedule())).isZero();
        await(store.add(letters(10, 17), 0, NOW));
        assertThat(await(inPortions.cleanup(NOW))).isEqualTo(8);
        assertThat(await(inPortions.cleanup(NOW))).isZero();
    }

    @Test
    void aDiscardedLetterIsAnsweredAndGone() throws Exception {
        await(store.add(letters(1, 1), 5, NOW));
        StoredDeadLetter letter = onlyOne();

        assertThat(await(store.discard(letter.id()))).contains(letter);
        assertThat(await(store.discard(letter.id()))).isEmpty();
        assertThat(await(store.page(all(10))).letters()).isEmpty();
    }

    @Test
    void onlyRecoveredAndFailedLettersOfThatAgeAreCleanedUp() throws Exception {
        await(store.add(letters(1, 1), 0, NOW));
        await(store.add(letters(2, 2), 5, NOW));
        await(store.recover(await(store.claim(1, LEASE)).get(0)));
        await(store.add(letters(3, 3), 5, NOW));
        await(store.claim(1, LEASE));
        await(store.add(letters(4, 4), 5, NOW));

        assertThat(await(store.cleanup(Duration.ofHours(1)))).isZero();
        database.ask("UPDATE " + TABLE + " SET created_at = created_at - interval '2h', last_retry_at = last_retry_at"
                + " - interval '2h', recovered_at = recovered_at - interval '2h'");
        assertThat(await(store.cleanup(Duration.ofHours(3)))).isZero();
        assertThat(await(store.cleanup(Duration.ofHours(1)))).isEqualTo(2);
        assertThat(await(store.page(all(10))).letters())
                .extracting(StoredDeadLetter::sequenceId)
                .containsExactly(4L, 3L);
        assertThatThrownBy(() -> await(store.cleanup(OVER))).hasMessageContaining("expected an age of 0 or more");
    }

    @Test
    void statisticsOfAnEmptyQueueAreZeroWhereTheyCountAndNothingElsewhere() throws Exception {
        assertThat(await(store.statistics()))
                .isEqualTo(new DeadLetterStatistics(
                        0,
                        Map.of(
                                DeadLetterStatus.PENDING, 0L,
                                DeadLetterStatus.RETRYING, 0L,
                                DeadLetterStatus.RECOVERED, 0L,
                                DeadLetterStatus.FAILED, 0L),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalDouble.empty(),
                        OptionalDouble.empty()));
        assertThat(database.ask("SELECT string_agg(status || ':' || letters, ' ') FROM monitoring.dlq_summary"))
                .isEqualTo("pending:0 retrying:0 recovered:0 failed:0");
    }

    @Test
    void statisticsTellTheOldestLetterThatWaitsNotTheOldestOfAll() throws Exception {
        await(store.add(letters(1, 3), 0, NOW));
        database.ask("UPDATE " + TABLE + " SET created_at = now() - interval '10 days'");
        await(store.add(letters(4, 4), 5, NOW));
        await(store.recover(await(store.claim(1, LEASE)).get(0)));
        await(store.add(letters(5, 5), 5, NOW));
        refusedAgain(NOW);
        database.ask("UPDATE " + TABLE + " SET created_at = now() - interval '2 hours' WHERE sequence_id = 5");
        await(store.add(letters(6, 6), 5, Duration.ofHours(1)));

        DeadLetterStatistics statistics = await(store.statistics());

        assertThat(statistics.total()).isEqualTo(6);
        assertThat(statistics.counts())
                .containsEntry(DeadLetterStatus.PENDING, 2L)
                .containsEntry(DeadLetterStatus.RECOVERED, 1L)
                .containsEntry(DeadLetterStatus.FAILED, 3L)
                .containsEntry(DeadLetterStatus.RETRYING, 0L);
        assertThat(statistics.oldestPendingAge().orElseThrow()).isBetween(Duration.ofHours(2), Duration.ofHours(3));
        assertThat(statistics.oldestPendingAt().orElseThrow())
                .isBefore(Instant.now().minus(Duration.ofHours(2)));
        assertThat(statistics.recoveryRate()).hasValue(0.25);
        assertThat(statistics.averageRetries().orElseThrow()).isBetween(0.166, 0.167);
        assertThat(database.ask("SELECT string_agg(sequence_id::text, ' ') FROM monitoring.dlq_pending_retry"))
                .isEqualTo("5");
        assertThat(database.ask("SELECT string_agg(status || ':' || letters, ' ') FROM monitoring.dlq_summary"))
                .isEqualTo("pending:2 retrying:0 recovered:1 failed:3");
    }

    @Test
    void aPageIsFilteredAndSaysWhetherThereIsMore() throws Exception {
        await(store.add(letters(1, 5), 5, NOW));
        await(store.add(letters(6, 6), 0, NOW));
        await(store.add(List.of(new DeadLetter("other", 1, "{}", "22000", "why")), 5, NOW));

        DeadLetterPage first = await(store.page(query(Optional.empty(), Optional.of("node"), OptionalLong.empty(), 4)));
        long last = first.letters().get(3).id();
        DeadLetterPage second =
                await(store.page(query(Optional.empty(), Optional.of("node"), OptionalLong.of(last), 2)));

        assertThat(first.letters()).extracting(StoredDeadLetter::sequenceId).containsExactly(6L, 5L, 4L, 3L);
        assertThat(first.more()).isTrue();
        assertThat(first.statistics().total()).isEqualTo(7);
        assertThat(second.letters()).extracting(StoredDeadLetter::sequenceId).containsExactly(2L, 1L);
        assertThat(second.more()).isFalse();
        assertThat(await(store.page(query(
                                Optional.of(DeadLetterStatus.FAILED), Optional.empty(), OptionalLong.empty(), 10)))
                        .letters())
                .extracting(StoredDeadLetter::sequenceId)
                .containsExactly(6L);
    }

    @Test
    void aPageOfLargeLettersIsCutAndGoesOnBehindTheCut() throws Exception {
        String large = "{\"t\":\"" + "x".repeat(1_000_000) + "\"}";
        await(store.add(
                LongStream.rangeClosed(1, 12)
                        .mapToObj(id -> new DeadLetter("node", id, large, "22000", "why"))
                        .toList(),
                5,
                NOW));

        List<Long> seen = new ArrayList<>();
        DeadLetterPage page = await(store.page(all(1000)));
        assertThat(page.letters()).hasSizeBetween(2, 8);
        while (true) {
            page.letters().forEach(letter -> seen.add(letter.sequenceId()));
            if (!page.more()) {
                break;
            }
            long last = page.letters().get(page.letters().size() - 1).id();
            page = await(store.page(query(Optional.empty(), Optional.empty(), OptionalLong.of(last), 1000)));
        }
        assertThat(seen).containsExactly(12L, 11L, 10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void aReaderReadsAndChangesNothing() throws Exception {
        await(store.add(letters(1, 1), 5, NOW));

        assertThat(as("crossfade_reader", "SELECT count(*) FROM " + TABLE)).isEqualTo("1");
        assertThat(as("crossfade_reader", "SELECT count(*) FROM monitoring.dlq_pending_retry"))
                .isEqualTo("1");
        assertThat(as("crossfade_reader", "SELECT sum(letters) FROM monitoring.dlq_summary"))
                .isEqualTo("1");
        assertThat(as("crossfade_reader", "SELECT total FROM monitoring.get_dlq_stats()"))
                .isEqualTo("1");
        assertRefused("crossfade_reader", "DELETE FROM " + TABLE);
        assertRefused("crossfade_reader", "UPDATE " + TABLE + " SET status = 'failed'");
        assertRefused("crossfade_reader", "SELECT monitoring.schedule_dead_letters()");
        assertRefused("crossfade_reader", "SELECT monitoring.discard_dead_letter(1)");
        assertRefused("crossfade_reader", "SELECT monitoring.cleanup_dead_letters('1h')");
        assertRefused("crossfade_reader", "SELECT monitoring.claim_dead_letters(1, '1h')");
        assertRefused("crossfade_reader", "SELECT monitoring.recover_dead_letter(1, 1)");
    }

    @Test
    void aWriterCallsTheFunctionsAndReachesNothingElse() throws Exception {
        assertThat(as(
                        "crossfade_writer",
                        "SELECT monitoring.add_dead_letters('{\"{}\"}', '{n}', '{1}', '{22000}',"
                                + " '{why}', 5, '0s')"))
                .isEqualTo("1");
        assertThat(as("crossfade_writer", "SELECT claim FROM monitoring.claim_dead_letters(1, '0s')"))
                .isEqualTo("1");
        assertThat(as(
                        "crossfade_writer",
                        "SELECT monitoring.increment_retry_count(id, 1, 'why', '22000', '0s')"
                                + " FROM monitoring.claim_dead_letter(1, '1h')"))
                .isNull();
        assertThat(as("crossfade_writer", "SELECT scheduled FROM monitoring.schedule_dead_letters()"))
                .isEqualTo("0");
        assertRefused("crossfade_writer", "SELECT * FROM " + TABLE);
        assertRefused("crossfade_writer", "DELETE FROM " + TABLE);
        assertRefused("crossfade_writer", "SELECT * FROM monitoring.dlq_pending_retry");
        assertRefused("crossfade_writer", "INSERT INTO " + TABLE + " (node) VALUES ('n')");
    }

    private Optional<DeadLetterStatus> refusedAgain(Duration delay) throws Exception {
        return await(store.failedAgain(await(store.claim(1, LEASE)).get(0), "again", "22000", Optional.of(delay)));
    }

    private List<Long> taken(int most) throws Exception {
        List<Long> sequenceIds = new ArrayList<>();
        for (ClaimedDeadLetter letter : await(store.claim(most, LEASE))) {
            sequenceIds.add(await(store.one(letter.id())).orElseThrow().sequenceId());
        }
        return sequenceIds;
    }

    private StoredDeadLetter onlyOne() throws Exception {
        List<StoredDeadLetter> letters = await(store.page(all(2))).letters();
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    private static DeadLetter letter(long sequenceId) {
        return new DeadLetter("node", sequenceId, "{\"n\":" + sequenceId + "}", "22000", "why");
    }

    private static List<DeadLetter> letters(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(DeadLetterStoreIT::letter)
                .toList();
    }

    private static DeadLetterQuery all(int limit) {
        return query(Optional.empty(), Optional.empty(), OptionalLong.empty(), limit);
    }

    private static DeadLetterQuery query(
            Optional<DeadLetterStatus> status, Optional<String> node, OptionalLong after, int limit) {
        return new DeadLetterQuery(status, node, after, limit);
    }

    private String as(String role, String sql) throws SQLException {
        try (Connection connection = database.connect();
                var statement = connection.createStatement()) {
            statement.execute("SET ROLE " + role);
            try (var rows = statement.executeQuery(sql)) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    private void assertRefused(String role, String sql) {
        assertThatThrownBy(() -> as(role, sql))
                .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                        .isEqualTo("42501"));
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
