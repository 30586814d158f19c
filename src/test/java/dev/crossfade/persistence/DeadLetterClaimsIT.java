package dev.crossfade.persistence;

import static dev.crossfade.persistence.TriedDeadLetters.LEASE;
import static dev.crossfade.persistence.TriedDeadLetters.NOW;
import static dev.crossfade.persistence.TriedDeadLetters.OVER;
import static dev.crossfade.persistence.TriedDeadLetters.TABLE;
import static dev.crossfade.persistence.TriedDeadLetters.await;
import static dev.crossfade.persistence.TriedDeadLetters.letter;
import static dev.crossfade.persistence.TriedDeadLetters.letters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crossfade.bus.DeadLetterStatus;
import dev.crossfade.bus.StoredDeadLetter;
import dev.crossfade.testkit.TestDatabase;
import io.vertx.core.Future;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Who takes a dead letter holds it for a time, and tells what became of it. */
class DeadLetterClaimsIT {
    @AutoClose
    private final TriedDeadLetters queue = new TriedDeadLetters();

    private final PgDeadLetterStore store = queue.store();
    private final TestDatabase database = queue.database();

    @Test
    void thoseThatWaitedLongestAreTakenFirstAndThoseThatAreNotDueAreNot() throws Exception {
        await(store.add(letters(1, 2), 5, NOW));
        await(store.add(letters(3, 4), 5, Duration.ofHours(1)));
        await(store.add(letters(5, 6), 5, Duration.ofHours(-1)));

        assertThat(queue.taken(2)).containsExactlyInAnyOrder(5L, 6L);
        assertThat(queue.taken(10)).containsExactlyInAnyOrder(1L, 2L);
        assertThat(queue.taken(10)).isEmpty();
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

            assertThat(queue.taken(2)).containsExactly(2L);
            other.rollback();
        }
        assertThat(queue.taken(2)).containsExactly(1L);
    }

    @Test
    void aLetterWhoseLeaseIsOverIsTakenAgainAndItsFirstHolderChangesNothingAnyMore() throws Exception {
        await(store.add(letters(1, 1), 5, NOW));
        ClaimedDeadLetter late = await(store.claim(1, OVER)).get(0);
        ClaimedDeadLetter newer = await(store.claim(1, LEASE)).get(0);
        StoredDeadLetter before = queue.onlyOne();

        assertThat(newer.id()).isEqualTo(late.id());
        assertThat(await(store.recover(late))).isFalse();
        assertThat(await(store.failedAgain(late, "late", "22000", Optional.of(NOW))))
                .isEmpty();
        assertThat(queue.onlyOne()).isEqualTo(before);
        assertThat(await(store.recover(newer))).isTrue();
        assertThat(await(store.failedAgain(newer, "twice", "22000", Optional.of(NOW))))
                .isEmpty();
        assertThat(queue.onlyOne().status()).isEqualTo(DeadLetterStatus.RECOVERED);
        assertThat(queue.onlyOne().recoveredAt())
                .isPresent()
                .isEqualTo(queue.onlyOne().lastRetryAt());
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

        assertThat(queue.refusedAgain(NOW)).contains(DeadLetterStatus.PENDING);
        assertThat(queue.refusedAgain(NOW)).contains(DeadLetterStatus.PENDING);
        assertThat(queue.refusedAgain(NOW)).contains(DeadLetterStatus.FAILED);
        assertThat(await(store.claim(1, LEASE))).isEmpty();
        assertThat(queue.onlyOne().retryCount()).isEqualTo(3);
        assertThat(queue.onlyOne().reason()).isEqualTo("again");
        assertThat(queue.onlyOne().nextRetryAt()).isEmpty();
    }

    @Test
    void aLetterWhoseRetriesAreOfNoUseFailsAtOnce() throws Exception {
        await(store.add(letters(1, 1), 3, NOW));
        ClaimedDeadLetter letter = await(store.claim(1, LEASE)).get(0);

        assertThat(await(store.failedAgain(letter, "no event", "", Optional.empty())))
                .contains(DeadLetterStatus.FAILED);
        assertThat(queue.onlyOne().retryCount()).isEqualTo(1);
        assertThat(queue.onlyOne().nextRetryAt()).isEmpty();
    }

    @Test
    void aLetterIsNotDueBeforeItsDelayIsOver() throws Exception {
        await(store.add(letters(1, 1), 3, NOW));
        queue.refusedAgain(Duration.ofHours(1));

        assertThat(await(store.claim(1, LEASE))).isEmpty();
        assertThat(Duration.between(
                        queue.onlyOne().lastRetryAt().orElseThrow(),
                        queue.onlyOne().nextRetryAt().orElseThrow()))
                .isEqualTo(Duration.ofHours(1));
    }

    @Test
    void withoutRetriesALetterHasFailedAtOnce() throws Exception {
        await(store.add(letters(1, 1), 0, NOW));

        assertThat(queue.onlyOne().status()).isEqualTo(DeadLetterStatus.FAILED);
        assertThat(await(store.claim(1, LEASE))).isEmpty();
    }
}
