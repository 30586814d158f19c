package dev.crossfade.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.DeadLetterQuery;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.testkit.TestDatabase;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;

/** The queue of dead letters in a database of its own, reached as the daemon's role. */
final class TriedDeadLetters implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final Duration LEASE = Duration.ofMinutes(1);
    static final Duration OVER = Duration.ofMillis(-1);
    static final Duration NOW = Duration.ZERO;
    static final String TABLE = "monitoring.dead_letter_queue";

    private final Vertx vertx = Vertx.vertx();
    private final TestDatabase database = TestDatabase.migratedUnchecked();
    private final Pool pool = new PgConnectionStore(vertx, database.daemon(), Duration.ofSeconds(5)).pool(4);
    private final PgDeadLetterStore store = new PgDeadLetterStore(pool, PATIENCE);

    Vertx vertx() {
        return vertx;
    }

    TestDatabase database() {
        return database;
    }

    Pool pool() {
        return pool;
    }

    PgDeadLetterStore store() {
        return store;
    }

    /** Takes the letter whose turn it is, and has it refused once more. */
    Optional<DeadLetterStatus> refusedAgain(Duration delay) throws Exception {
        return await(store.failedAgain(await(store.claim(1, LEASE)).get(0), "again", "22000", Optional.of(delay)));
    }

    /** The sequence ids of so many letters that are due, which are taken for it. */
    List<Long> taken(int most) throws Exception {
        List<Long> sequenceIds = new ArrayList<>();
        for (ClaimedDeadLetter letter : await(store.claim(most, LEASE))) {
            sequenceIds.add(await(store.one(letter.id())).orElseThrow().sequenceId());
        }
        return sequenceIds;
    }

    /** The letter of a queue that has one. */
    StoredDeadLetter onlyOne() throws Exception {
        List<StoredDeadLetter> letters = await(store.page(all(2))).letters();
        assertThat(letters).hasSize(1);
        return letters.get(0);
    }

    static DeadLetter letter(long sequenceId) {
        return new DeadLetter("node", sequenceId, "{\"n\":" + sequenceId + "}", "22000", "why");
    }

    static List<DeadLetter> letters(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(TriedDeadLetters::letter)
                .toList();
    }

    static DeadLetterQuery all(int limit) {
        return query(Optional.empty(), Optional.empty(), OptionalLong.empty(), limit);
    }

    static DeadLetterQuery query(
            Optional<DeadLetterStatus> status, Optional<String> node, OptionalLong after, int limit) {
        return new DeadLetterQuery(status, node, after, limit);
    }

    @Override
    public void close() throws SQLException, TimeoutException {
        pool.close().await(20, TimeUnit.SECONDS);
        vertx.close().await(20, TimeUnit.SECONDS);
        database.close();
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
