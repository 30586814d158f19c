package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedDeadLetters.LEASE;
import static dev.crossfade.persistence.TriedDeadLetters.NOW;
import static dev.crossfade.persistence.TriedDeadLetters.PATIENCE;
import static dev.crossfade.persistence.TriedDeadLetters.TABLE;
import static dev.crossfade.persistence.TriedDeadLetters.all;
import static dev.crossfade.persistence.TriedDeadLetters.await;
import static dev.crossfade.persistence.TriedDeadLetters.letter;
import static dev.crossfade.persistence.TriedDeadLetters.letters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.testkit.TestDatabase;
import io.vertx.sqlclient.Pool;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters are added to a real database and are there as they were added. */
class DeadLetterStoreIT {
    @AutoClose
    private final TriedDeadLetters queue = new TriedDeadLetters();

    private final PgDeadLetterStore store = queue.store();
    private final TestDatabase database = queue.database();

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

        StoredDeadLetter letter = queue.onlyOne();

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
        Pool other = new PgConnectionStore(queue.vertx(), target, Duration.ofSeconds(5)).pool(1);
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
    void whatIsNotAnsweredInTimeFailsAlone() throws Exception {
        PgDeadLetterStore impatient = new PgDeadLetterStore(queue.pool(), Duration.ofMillis(200));
        try (Connection other = database.connect();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE " + TABLE);

            assertThatThrownBy(() -> await(impatient.statistics())).hasCauseInstanceOf(TimeoutException.class);
            other.rollback();
        }
        assertThat(await(store.statistics()).total()).isZero();
    }
}
