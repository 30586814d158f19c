package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedDeadLetters.LEASE;
import static dev.crossfade.persistence.TriedDeadLetters.NOW;
import static dev.crossfade.persistence.TriedDeadLetters.TABLE;
import static dev.crossfade.persistence.TriedDeadLetters.all;
import static dev.crossfade.persistence.TriedDeadLetters.await;
import static dev.crossfade.persistence.TriedDeadLetters.letter;
import static dev.crossfade.persistence.TriedDeadLetters.letters;
import static dev.crossfade.persistence.TriedDeadLetters.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.DeadLetterPage;
import dev.crossfade.bus.DeadLetterStatistics;
import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.testkit.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The queue of dead letters as it is shown: page by page, and in figures. */
class DeadLetterPagesIT {
    @AutoClose
    private final TriedDeadLetters queue = new TriedDeadLetters();

    private final PgDeadLetterStore store = queue.store();
    private final TestDatabase database = queue.database();

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
        queue.refusedAgain(NOW);
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
}
